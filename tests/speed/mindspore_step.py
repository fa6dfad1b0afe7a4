"""The training step of training_step.py in MindSpore, the framework of the tutorial's pix2pix.

Purpose: one contender, for a process of its own: `python mindspore_step.py NGF NDF STEPS THREADS`
prints the milliseconds of each step. It knows nothing of the others.

The generator is that of tests/golden/mindspore_unet.py; both halves of a step are compiled
graphs, and each runs the generator, as in the tutorial.
"""

import json
import os
import sys
import time
from pathlib import Path

NGF, NDF, STEPS, THREADS = map(int, sys.argv[1:5])
WARM_UP = 2
# Read when the library is loaded.
os.environ["OMP_NUM_THREADS"] = str(THREADS)

import mindspore
import numpy
from mindspore import Tensor, nn, ops

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))
from mindspore_unet import LEAK, UnetGenerator


class PatchGan(nn.Cell):
    """[N, classes, 256, 256] and [N, 3, 256, 256] to log odds [N, 1, 30, 30]."""

    def __init__(self, classes, ndf):
        super().__init__()
        layers = []
        source = classes + 3
        for index, width in enumerate([ndf, 2 * ndf, 4 * ndf, 8 * ndf, 1]):
            bare = index in (0, 4)
            stride = 2 if index < 3 else 1
            layers += [nn.Conv2d(source, width, 4, stride, padding=1, pad_mode="pad", has_bias=bare)]
            layers += [] if bare else [nn.BatchNorm2d(width)]
            layers += [] if index == 4 else [nn.LeakyReLU(LEAK)]
            source = width
        self.layers = nn.SequentialCell(layers)

    def construct(self, condition, picture):
        return self.layers(ops.concat((condition, picture), axis=1))


def main():
    mindspore.set_device("CPU")
    mindspore.runtime.dispatch_threads_num(THREADS)
    mindspore.set_seed(0)
    generator, critic = UnetGenerator(12, NGF, 8, instance=False), PatchGan(12, NDF)
    generator.update_parameters_name("generator.")
    critic.update_parameters_name("critic.")
    adam = {"learning_rate": 2e-4, "beta1": 0.5, "beta2": 0.999}
    of_generator = nn.Adam(generator.trainable_params(), **adam)
    of_critic = nn.Adam(critic.trainable_params(), **adam)
    generator.set_train()
    critic.set_train()
    random = numpy.random.default_rng(0)
    labels = random.integers(0, 12, (256, 256))
    condition = Tensor(numpy.eye(12, dtype=numpy.float32)[labels].transpose(2, 0, 1)[None].copy())
    real = Tensor(random.uniform(-1, 1, (1, 3, 256, 256)).astype(numpy.float32))
    entropy = nn.BCEWithLogitsLoss()

    def against(logits, target):
        return entropy(logits, ops.full_like(logits, target))

    def loss_of_critic(condition, real, fake):
        return 0.5 * (against(critic(condition, real), 1.0) + against(critic(condition, fake), 0.0))

    def loss_of_generator(condition, real):
        fake = generator(condition)
        return against(critic(condition, fake), 1.0) + 100 * ops.abs(fake - real).mean()

    critics = mindspore.value_and_grad(loss_of_critic, None, of_critic.parameters)
    generators = mindspore.value_and_grad(loss_of_generator, None, of_generator.parameters)

    @mindspore.jit
    def step_of_critic(condition, real):
        loss, gradients = critics(condition, real, ops.stop_gradient(generator(condition)))
        of_critic(gradients)
        return loss

    @mindspore.jit
    def step_of_generator(condition, real):
        loss, gradients = generators(condition, real)
        of_generator(gradients)
        return loss

    def step():
        # Reading the losses waits for them.
        step_of_critic(condition, real).asnumpy()
        step_of_generator(condition, real).asnumpy()

    times = []
    for _ in range(WARM_UP + STEPS):
        start = time.perf_counter()
        step()
        times.append((time.perf_counter() - start) * 1000)
    print(json.dumps(times[WARM_UP:]))


if __name__ == "__main__":
    main()
