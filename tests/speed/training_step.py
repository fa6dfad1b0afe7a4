"""Our training step and the same step in PyTorch, in turn, on the same machine.

    pip install torch
    python tests/speed/training_step.py [--rounds 5] [--steps 10] [--threads N] [--device cpu:bf16]

Each round runs a few steps of PyTorch and then a few of ours (the example
`training_step`, a process of its own), so that a machine that changes its pace
changes it for both. Printed are the medians over all steps and their ratio.

The step is the published one at batch size 1: critic on a real and a generated
pair, then generator with adversarial and 100 L1, both with Adam. The networks
are those of tests/golden; the pictures are noise, which costs the same.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "golden"))
from networks import PatchGan, UNet  # noqa: E402

WIDTHS = [(64, 64), (16, 32)]
WARM_UP = 2


class TorchStep:
    """Both networks and their optimisers."""

    def __init__(self, ngf, ndf):
        torch.manual_seed(0)
        self.generator, self.critic = UNet(12, ngf), PatchGan(12, ndf)
        adam = lambda net: torch.optim.Adam(net.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.optimizers = [adam(self.generator), adam(self.critic)]
        labels = torch.randint(0, 12, (1, 256, 256))
        self.condition = F.one_hot(labels, 12).permute(0, 3, 1, 2).float().contiguous()
        self.real = torch.rand(1, 3, 256, 256) * 2 - 1

    def __call__(self):
        of_generator, of_critic = self.optimizers
        fake = self.generator(self.condition)
        of_critic.zero_grad()
        on_real = self.critic(self.condition, self.real)
        on_fake = self.critic(self.condition, fake.detach())
        loss = F.binary_cross_entropy_with_logits(on_real, torch.ones_like(on_real))
        loss = loss + F.binary_cross_entropy_with_logits(on_fake, torch.zeros_like(on_fake))
        (loss * 0.5).backward()
        of_critic.step()

        of_generator.zero_grad()
        self.critic.requires_grad_(False)
        judged = self.critic(self.condition, fake)
        loss = F.binary_cross_entropy_with_logits(judged, torch.ones_like(judged))
        (loss + 100 * F.l1_loss(fake, self.real)).backward()
        of_generator.step()
        self.critic.requires_grad_(True)

    def milliseconds(self, steps):
        times = []
        for _ in range(steps):
            start = time.perf_counter()
            self()
            times.append((time.perf_counter() - start) * 1000)
        return times


def build():
    """Builds our side and returns the path of the program."""
    command = ["cargo", "build", "--release", "-p", "facade-tests", "--example", "training_step"]
    command += ["--message-format", "json-render-diagnostics"]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    built = [json.loads(line) for line in output.splitlines()]
    return [line["executable"] for line in built if line.get("executable")][-1]


def ours(program, ngf, ndf, steps, threads, device):
    """Milliseconds of each step, after a warm-up of its own."""
    command = [program, str(ngf), str(ndf), str(steps), device]
    environment = os.environ | {"RAYON_NUM_THREADS": str(threads)}
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    return json.loads(output.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--device", default="cpu", help="what ours runs on")
    parser.add_argument("--program", help="the example, where it is built already")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    program = options.program or build()
    print(f"torch {torch.__version__}, {options.threads} threads, medians over {options.rounds} x {options.steps} steps")
    print("| ngf/ndf | PyTorch | ours | ours / PyTorch in images/s |")
    print("|---|---|---|---|")
    for ngf, ndf in WIDTHS:
        torch_step = TorchStep(ngf, ndf)
        torch_step.milliseconds(WARM_UP)
        times = {"torch": [], "ours": []}
        for _ in range(options.rounds):
            times["torch"] += torch_step.milliseconds(options.steps)
            times["ours"] += ours(
                program, ngf, ndf, options.steps, options.threads, options.device
            )
        torch_ms, our_ms = (statistics.median(times[side]) for side in ("torch", "ours"))
        print(f"| {ngf}/{ndf} | {torch_ms:.0f} ms | {our_ms:.0f} ms | {torch_ms / our_ms:.2f} |", flush=True)


if __name__ == "__main__":
    main()
