"""The data sets: shapes, ranges, one copy, read-only; and the chapter's `load_mnist`."""

import inspect
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from graphlab.data import DATASETS, Dataset, Source, load, load_mnist
from graphlab.data.mnist import MNIST
from graphlab.engine.errors import GraphlabError

ROOT = Path(__file__).parents[2]
COUNTS = {"digits": (1437, 360), "mnist": (60_000, 10_000)}


@pytest.fixture(scope="session")
def real_mnist(archives: Path) -> Dataset:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAPHLAB_DATA_DIR", str(archives))
        return MNIST.load()


@pytest.fixture(params=list(DATASETS))
def dataset(request: pytest.FixtureRequest) -> Dataset:
    if request.param == "mnist":
        request.getfixturevalue("real_mnist")
    return load(request.param)


def test_the_bundled_set_comes_first() -> None:
    assert list(DATASETS)[:2] == ["digits", "mnist"]
    assert DATASETS["digits"].here()
    assert DATASETS["digits"].size == 0
    assert DATASETS["mnist"].size == 11_594_722


def test_shapes_ranges_and_types(dataset: Dataset) -> None:
    train, test = COUNTS.get(dataset.name, (len(dataset.t_train), len(dataset.t_test)))
    assert dataset.x_train.shape == (train, dataset.pixels)
    assert dataset.x_test.shape == (test, dataset.pixels)
    assert dataset.pixels == dataset.image_shape[0] * dataset.image_shape[1]
    for x, t in ((dataset.x_train, dataset.t_train), (dataset.x_test, dataset.t_test)):
        assert x.dtype == t.dtype == np.uint8
        assert (x.min(), x.max()) == (0, 255)
        assert sorted(set(t.tolist())) == list(range(dataset.classes))
        assert np.bincount(t).min() > 0.8 * len(t) / dataset.classes
    assert (dataset.name, dataset.title) == (DATASETS[dataset.name].name, DATASETS[dataset.name].title)


def test_images_are_rows_and_columns(dataset: Dataset) -> None:
    assert dataset.images(slice(3)).shape == (3, *dataset.image_shape)
    picked = dataset.images(np.array([5, 1]), test=True)
    assert np.array_equal(picked[1].ravel(), dataset.x_test[1])


def test_arrays_are_read_only(dataset: Dataset) -> None:
    for array in (dataset.x_train, dataset.t_train, dataset.x_test, dataset.t_test, dataset.images(slice(2))):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_it_is_loaded_once(dataset: Dataset) -> None:
    assert load(dataset.name) is dataset
    assert DATASETS[dataset.name].loaded


def test_one_copy_however_many_sessions_ask_at_once() -> None:
    read = []

    def slowly() -> tuple[np.ndarray, ...]:
        read.append(1)
        time.sleep(0.2)
        x, t = np.zeros((2, 4), np.uint8), np.array([0, 1], np.uint8)
        return x, t, x, t

    source = Source("slow", "Slow", (2, 2), 2, slowly)
    with ThreadPoolExecutor(8) as pool:
        assert len({id(data) for data in pool.map(lambda _: source.load(), range(8))}) == 1
    assert len(read) == 1


def test_a_known_digit_looks_like_itself() -> None:
    data = load("digits")
    assert data.t_train[:10].tolist() == list(range(10))
    zero = ["".join(" .:oO#"[value // 50] for value in row) for row in data.images(slice(1))[0]]
    assert zero == ["  .O:   ", "  OOoO. ", "  O  o: ", " .o  :: ", " .:  :: ", " .o  o: ", "  O.oo  ", "  .Oo   "]


def test_the_bundled_file_is_small_and_holds_no_pickle() -> None:
    path = ROOT / "graphlab/data/digits.npz"
    assert path.stat().st_size < 100_000
    with np.load(path, allow_pickle=False) as file:
        assert {name: file[name].dtype for name in file.files} == {"images": np.uint8, "labels": np.uint8}
        assert file["images"].max() == 16


def test_an_unknown_name() -> None:
    with pytest.raises(GraphlabError, match=r"There is no data set `mnits`\. Did you mean `mnist`\?"):
        load("mnits")


@pytest.mark.parametrize(
    ("x", "t"),
    [
        (np.zeros((3, 4), np.uint8), np.zeros(2, np.uint8)),
        (np.zeros((3, 5), np.uint8), np.zeros(3, np.uint8)),
        (np.zeros((3, 4)), np.zeros(3, np.uint8)),
        (np.zeros((3, 4), np.uint8), np.zeros(3, int)),
        (np.zeros((3, 2, 2), np.uint8), np.zeros(3, np.uint8)),
        (np.zeros((3, 4), np.uint8), np.zeros((3, 1), np.uint8)),
        (np.zeros((0, 4), np.uint8), np.zeros(0, np.uint8)),
        (np.zeros((3, 4), np.uint8), np.array([0, 1, 2], np.uint8)),
    ],
)
def test_what_is_no_data_set_is_refused(x: np.ndarray, t: np.ndarray) -> None:
    good = np.zeros((1, 4), np.uint8), np.zeros(1, np.uint8)
    for arrays in ((x, t, *good), (*good, x, t)):
        with pytest.raises(GraphlabError, match="Data set `own`"):
            Dataset("own", "Own", (2, 2), 2, *arrays)


def test_a_dataset_leaves_the_arrays_of_its_maker_alone() -> None:
    x, t = np.zeros((1, 4), np.uint8), np.zeros(1, np.uint8)
    Dataset("own", "Own", (2, 2), 2, x, t, x, t)
    x[0, 0] = 1


def test_the_signature_of_the_chapter() -> None:
    assert str(inspect.signature(load_mnist)).startswith(
        "(normalize: bool = True, flatten: bool = True, one_hot_label: bool = False)"
    )


@pytest.mark.parametrize("one_hot_label", [False, True])
@pytest.mark.parametrize("flatten", [False, True])
@pytest.mark.parametrize("normalize", [False, True])
def test_load_mnist_as_in_the_chapter(real_mnist: Dataset, normalize: bool, flatten: bool, one_hot_label: bool) -> None:
    splits = load_mnist(normalize, flatten, one_hot_label)
    for (x, t), pixels, labels in zip(
        splits, (real_mnist.x_train, real_mnist.x_test), (real_mnist.t_train, real_mnist.t_test), strict=True
    ):
        assert x.shape == ((len(labels), 784) if flatten else (len(labels), 1, 28, 28))
        assert x.dtype == (np.float32 if normalize else np.uint8)
        assert (x.min(), x.max()) == (0, 1 if normalize else 255)
        shared = pixels.reshape(x.shape)
        assert np.array_equal(x[:500], shared[:500] / np.float32(255) if normalize else shared[:500])
        assert np.shares_memory(x, pixels) != normalize
        assert t.shape == ((len(labels), 10) if one_hot_label else (len(labels),))
        assert np.array_equal(t.argmax(axis=1) if one_hot_label else t, labels)
        assert not one_hot_label or np.array_equal(t.sum(axis=1), np.ones(len(labels)))
        assert not x.flags.writeable
        assert not t.flags.writeable


def test_the_first_labels_of_mnist(real_mnist: Dataset) -> None:
    assert real_mnist.t_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert real_mnist.t_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert int(real_mnist.x_train[0].sum()) == 27525


def test_a_visit_without_mnist_does_not_pay_for_the_downloader() -> None:
    code = (
        "import sys, graphlab.data as d; d.load('digits');"
        "print([m for m in ('pooch', 'requests', 'filelock') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert result.stdout.strip() == "[]"
