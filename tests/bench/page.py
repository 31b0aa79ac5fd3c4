"""The table of docs/performance.md: what was asked for, what was measured, and what that means."""

import datetime
import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path

MARK = "<!-- Everything below is written by `./dev bench`. -->\n"


@dataclass
class Row:
    """One line of the table. `met` is None where nothing was promised."""

    goal: str
    what: str
    target: str
    measured: str
    yardstick: str
    met: bool | None
    why: str = ""

    def text(self):
        verdict = {True: "met", False: "**missed**", None: "–"}[self.met]
        if self.met is False and self.why:
            verdict += ": " + self.why
        cells = (self.goal, self.what, self.target, self.measured, self.yardstick, verdict)
        return "| " + " | ".join(cells) + " |"


def machine():
    info = Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*: (.*)", info)
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    release = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return (f"{os.cpu_count()} × {model[1] if model else platform.machine()}, "
            f"{int(memory[1]) / 2**20:.0f} GiB, Linux {platform.release().split('-')[0]}, {release}")


def write(page, rows, seconds):
    prose = page.read_text(encoding="utf-8").split(MARK)[0]
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    met = sum(row.met is True for row in rows)
    promised = sum(row.met is not None for row in rows)
    lines = [
        f"\n{today}: {machine()}. Load at the end {os.getloadavg()[0]:.1f}. "
        f"{met} of {promised} goals met, in {seconds:.0f} s.\n",
        "| | what | target | measured | yardstick | |",
        "|---|---|---|---|---|---|",
        *(row.text() for row in rows),
    ]
    page.write_text(prose + MARK + "\n".join(lines) + "\n", encoding="utf-8")
