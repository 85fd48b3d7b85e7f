"""The registry: every op is one record in one of these modules, and everything else follows from it."""

from types import MappingProxyType

from graphlab.engine.ops.arithmetic import ARITHMETIC
from graphlab.engine.ops.arrays import ARRAYS
from graphlab.engine.ops.functions import FUNCTIONS
from graphlab.engine.ops.losses import LOSSES

OPS = MappingProxyType({op.name: op for op in (*ARITHMETIC, *FUNCTIONS, *ARRAYS, *LOSSES)})

# These work on every element by itself, after broadcasting.
ELEMENTWISE = frozenset(op.name for op in (*ARITHMETIC, *FUNCTIONS))
