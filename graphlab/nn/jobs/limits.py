"""The limits of a server: the most jobs and weights, and whether a job keeps within them."""

from itertools import pairwise

from graphlab.data import DATASETS, load
from graphlab.engine.errors import GraphlabError, say
from graphlab.nn.jobs.messages import Job
from graphlab.nn.training.checkpoint import Checkpoint
from graphlab.nn.training.config import config_problems

MOST_JOBS = 64
# Weights of one net, and of all nets together: each is kept several times, and sent with every inspection.
MOST_WEIGHTS = 2_000_000
MOST_WEIGHTS_OF_ALL = 20_000_000


def check_job(job: Job) -> None:
    """Raise `GraphlabError` if the job cannot be done; a large data set is not loaded for this check."""
    if job.dataset not in DATASETS:
        load(job.dataset)  # Raises the error.
    source = DATASETS[job.dataset]
    rows = len(source.load().x_train) if source.loaded or not source.fetch else None
    for problem in config_problems(vars(job.config), rows).values():
        raise GraphlabError(problem)
    if job.checkpoint is not None:
        Checkpoint.from_bytes(job.checkpoint)
    if weights(job) > MOST_WEIGHTS:
        raise GraphlabError(
            say(
                "A net of {weights} weights is too large to be trained here; {most} are the most.",
                weights=f"{weights(job):,}",
                most=f"{MOST_WEIGHTS:,}",
            )
        )


def weights(job: Job) -> int:
    """Return how many weights and biases the job's net has."""
    source = DATASETS[job.dataset]
    height, width = source.image_shape
    sizes = (height * width, *job.config.hidden_size, source.classes)
    return sum((before + 1) * after for before, after in pairwise(sizes))
