"""The chapter's layers, its net, and the trainer: thin names over the engine's ops and programs."""

from graphlab.nn.checkpoint import Accuracy, Checkpoint, Rate
from graphlab.nn.config import TrainConfig, config_problems
from graphlab.nn.functions import central_differences, cross_entropy_error, numerical_gradient, softmax
from graphlab.nn.layers import AddLayer, Affine, MulLayer, Relu, Sigmoid, SoftmaxWithLoss, Tanh
from graphlab.nn.trainer import Iteration, Progress, Trainer
from graphlab.nn.two_layer_net import TwoLayerNet
from graphlab.nn.verdict import Verdict

__all__ = [
    "Accuracy",
    "AddLayer",
    "Affine",
    "Checkpoint",
    "Iteration",
    "MulLayer",
    "Progress",
    "Rate",
    "Relu",
    "Sigmoid",
    "SoftmaxWithLoss",
    "Tanh",
    "TrainConfig",
    "Trainer",
    "TwoLayerNet",
    "Verdict",
    "central_differences",
    "config_problems",
    "cross_entropy_error",
    "numerical_gradient",
    "softmax",
]
