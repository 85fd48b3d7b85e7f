"""The bundled data set: 1,797 handwritten digits of 8 × 8 pixels, which need no download.

E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits. UCI Machine Learning Repository, 1998,
https://doi.org/10.24432/C50P49, licensed CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/).

`digits.npz` holds the images (values 0…16) and labels of that collection's test part, in the order in which
scikit-learn's `load_digits` gives them, as uint8. Changed here: the values are stretched to 0…255.
"""

from pathlib import Path

import numpy as np

from graphlab.data.dataset import MAX_PIXEL, Arrays, Source
from graphlab.engine.errors import mark as _

_FILE = Path(__file__).with_name("digits.npz")
_INKED = 16
# The last 360 are the test set. A writer's images stand together in the file, so these are mostly by writers that
# training has not seen, as in MNIST: a shuffled split scores 0.98 instead of 0.91, and means less.
_TRAINING = 1437


def _read() -> Arrays:
    with np.load(_FILE, allow_pickle=False) as file:
        images, labels = file["images"].reshape(-1, 64), file["labels"]
    pixels = ((images.astype(np.uint16) * MAX_PIXEL + _INKED // 2) // _INKED).astype(np.uint8)
    return pixels[:_TRAINING], labels[:_TRAINING], pixels[_TRAINING:], labels[_TRAINING:]


DIGITS = Source("digits", _("Digits (1,797 images, 8 × 8)"), (8, 8), 10, _read)
