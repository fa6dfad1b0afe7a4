"""Our training step and the same step in PyTorch, in turn, on the same machine.

    pip install torch                    (and mindspore 'numpy<2' for --mindspore)
    python tests/speed/training_step.py [--rounds 5] [--steps 10] [--threads N] [--device cpu cpu:bf16]

Each round runs a few steps of each contender, in a process of its own, so that a
machine that changes its pace changes it for all: PyTorch in f32 and under
bfloat16 autocast, on request MindSpore, and ours (the example `training_step`). Printed are images a
second by the median over all steps, ratios to PyTorch in f32, and the most
memory that the process ever had, PyTorch's own libraries included.

On a machine that is busy with other work, `--clock processor --threads 1` says
more: steps by the time that processors worked for them, the least of all rounds.

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

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = [(16, 32), (32, 64), (64, 64)]
WARM_UP = 2


def torch_milliseconds(ngf, ndf, steps, threads, autocast):
    """Milliseconds of each step in PyTorch, after a warm-up."""
    import torch
    import torch.nn.functional as F

    sys.path.insert(0, str(ROOT / "tests" / "golden"))
    from networks import PatchGan, UNet

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    generator, critic = UNet(12, ngf), PatchGan(12, ndf)
    of_generator, of_critic = (
        torch.optim.Adam(net.parameters(), lr=2e-4, betas=(0.5, 0.999)) for net in (generator, critic)
    )
    labels = torch.randint(0, 12, (1, 256, 256))
    condition = F.one_hot(labels, 12).permute(0, 3, 1, 2).float().contiguous()
    real = torch.rand(1, 3, 256, 256) * 2 - 1

    def bce(logits, target):
        return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))

    def context():
        return torch.autocast("cpu", dtype=torch.bfloat16, enabled=autocast)

    def step():
        of_critic.zero_grad()
        with context():
            fake = generator(condition)
            on_real, on_fake = critic(condition, real), critic(condition, fake.detach())
            loss = 0.5 * (bce(on_real, 1.0) + bce(on_fake, 0.0))
        loss.backward()
        of_critic.step()

        of_generator.zero_grad()
        critic.requires_grad_(False)
        with context():
            loss = bce(critic(condition, fake), 1.0) + 100 * F.l1_loss(fake, real)
        loss.backward()
        of_generator.step()
        critic.requires_grad_(True)

    times = []
    for _ in range(WARM_UP + steps):
        start = time.perf_counter()
        step()
        times.append((time.perf_counter() - start) * 1000)
    return times[WARM_UP:]


def build():
    """Builds our side and returns the path of the program."""
    command = ["cargo", "build", "--release", "-p", "facade-tests", "--example", "training_step"]
    command += ["--message-format", "json-render-diagnostics"]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    built = [json.loads(line) for line in output.splitlines()]
    return [line["executable"] for line in built if line.get("executable")][-1]


def measured(command, threads):
    """What the program prints, milliseconds of each step; the processors' milliseconds; peak memory in MiB."""
    environment = os.environ | {"RAYON_NUM_THREADS": str(threads)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return json.loads(output), 1000 * (usage.ru_utime + usage.ru_stime), usage.ru_maxrss / unit


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--device", nargs="+", default=["cpu"], help="what ours runs on: cpu, cpu:bf16, gpu")
    parser.add_argument("--clock", choices=["wall", "processor"], default="wall")
    parser.add_argument("--without-bf16", action="store_true", help="leave out PyTorch under bfloat16 autocast")
    parser.add_argument("--mindspore", action="store_true", help="also MindSpore")
    parser.add_argument("--program", help="the example, where it is built already")
    # One contender's part, for a process of its own.
    parser.add_argument("--torch", nargs=4, metavar=("NGF", "NDF", "STEPS", "F32|BF16"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.torch:
        ngf, ndf, steps = map(int, options.torch[:3])
        times = torch_milliseconds(ngf, ndf, steps, options.threads, options.torch[3] == "BF16")
        print(json.dumps(times))
        return

    program = options.program or build()
    mindspore = str(Path(__file__).with_name("mindspore_step.py"))
    own = [sys.executable, __file__, "--threads", str(options.threads), "--torch"]
    contenders = {
        "PyTorch f32": lambda widths: [*own, *widths, "F32"],
        "PyTorch bfloat16": lambda widths: [*own, *widths, "BF16"],
        "MindSpore f32": lambda widths: [sys.executable, mindspore, *widths, str(options.threads)],
    }
    ours = {f"ours, {device}": device for device in options.device}
    contenders |= {name: lambda widths, device=device: [program, *widths, device] for name, device in ours.items()}
    if options.without_bf16:
        del contenders["PyTorch bfloat16"]
    if not options.mindspore:
        del contenders["MindSpore f32"]
    print(f"{options.threads} threads, {options.rounds} x {options.steps} steps, {options.clock} clock")
    print("| ngf/ndf | " + " | ".join(f"{name}, images/s (MiB)" for name in contenders) + " | " + " | ".join(f"{name} / PyTorch f32" for name in ours) + " |")
    print("|---" * (1 + len(contenders) + len(ours)) + "|")
    for ngf, ndf in WIDTHS:
        times = {name: [] for name in contenders}
        peaks = dict.fromkeys(contenders, 0.0)
        for _ in range(options.rounds):
            for name, command in contenders.items():
                run = lambda steps: measured(command([str(ngf), str(ndf), str(steps)]), options.threads)
                found, worked, peak = run(options.steps)
                peaks[name] = max(peaks[name], peak)
                if options.clock == "processor":
                    found = [(worked - run(0)[1]) / options.steps]
                times[name] += found
        typical = min if options.clock == "processor" else statistics.median
        typical = {name: typical(of) for name, of in times.items()}
        cells = [f"{1000 / typical[name]:.2f} ({peaks[name]:.0f})" for name in contenders]
        cells += [f"{typical['PyTorch f32'] / typical[name]:.2f}" for name in ours]
        print(f"| {ngf}/{ndf} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
