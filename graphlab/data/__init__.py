"""The data sets: `DATASETS`, `load` by name, and the chapter's `load_mnist`.

To add one, write a module with a `Source` and put it into the table below; the first row is the default.
"""

from types import MappingProxyType

from graphlab.data.dataset import Dataset, Source
from graphlab.data.digits import DIGITS
from graphlab.data.download import DEADLINE, Progress
from graphlab.data.mnist import MNIST, load_mnist
from graphlab.engine.errors import GraphlabError, did_you_mean, say

__all__ = ["DATASETS", "Dataset", "Source", "load", "load_mnist"]

DATASETS = MappingProxyType({source.name: source for source in (DIGITS, MNIST)})


def load(name: str, progress: Progress | None = None, deadline: float = DEADLINE) -> Dataset:
    """Return a data set by its name, the same object at every call.

    What is not on this machine is downloaded first: `progress(bytes done, bytes in all)` is called in the caller's
    thread about ten times a second, and the download ends after `deadline` seconds. Raises `GraphlabError` for an
    unknown name and for a download that fails.

    >>> data = load("digits")
    >>> data.x_train.shape, data.x_test.shape, data.classes
    ((1437, 64), (360, 64), 10)
    """
    if name not in DATASETS:
        raise GraphlabError(say("There is no data set `{name}`.", name=name), hint=did_you_mean(name, DATASETS))
    return DATASETS[name].load(progress, deadline)
