"""The chapter's layers, its net, and the trainer, on the engine's ops and compiled programs."""

from graphlab.nn.net.chapter_functions import central_differences, cross_entropy_error, numerical_gradient, softmax
from graphlab.nn.net.layers import AddLayer, Affine, MulLayer, Relu, Sigmoid, SoftmaxWithLoss, Tanh
from graphlab.nn.net.two_layer_net import TwoLayerNet
from graphlab.nn.training.checkpoint import Accuracy, Checkpoint, Rate
from graphlab.nn.training.config import TrainConfig, config_problems
from graphlab.nn.training.trainer import Iteration, Progress, Trainer
from graphlab.nn.training.verdict import Verdict

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
