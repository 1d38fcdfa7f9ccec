"""What goes wrong, and how a service manager or an administrator would repair it."""

import os
import pathlib
import signal
import time

from sandbox import until

# A client whose daemon is gone, or whose job failed, ends within this time.
PATIENCE = 90


class Fault:
    """Breaks something while the client runs. `spare` says why an operation has no such fault."""

    def __init__(self, name):
        self.name = name

    def spare(self, operation):
        return None

    def begin(self, seed):
        """The seed of the round, for what is not left to chance."""

    def arm(self, world, operation, rng):
        """Before the client starts; returns what is going to happen."""
        raise NotImplementedError

    def strike(self, world, operation, client, rng):
        """Runs until the client has ended; returns what was hit, or None when it was too late."""
        raise NotImplementedError

    def heal(self, world):
        if not world.daemon_lives:
            world.start_daemon()


def wait(client, seconds=PATIENCE):
    client.wait(timeout=seconds)


class AtCall(Fault):
    """The daemon is killed before, in the middle of or after one of its file-changing calls."""

    def strike(self, world, operation, client, rng):
        wait(client)
        world.stop.off()
        if world.stop.hit:
            until(lambda: not world.daemon_lives, 10, "the daemon is gone")
        if not world.stop.hit:
            operation.calls = max(4, world.stop.counted)
        return world.stop.hit

    def arm(self, world, operation, rng):
        when = rng.choice(("before", "after", "half"))
        # Every second time the journal of jobs, which is written most often, does not count.
        skip = rng.choice(("", "/jobs.json"))
        calls = max(4, operation.calls // (2 if skip else 1))
        at = 1 + int(calls * self.part)
        world.stop.kill(at, when, skip)
        return f"{when} call {at} of about {calls}{' but for jobs.json' if skip else ''}"

    def begin(self, seed):
        # Multiples of the golden ratio are evenly spread, however many there are.
        self.part = seed * 0.6180339887498949 % 1


class KilledTwice(AtCall):
    """The daemon is killed at a call, and again at one of its first calls when it starts: during recovery."""

    def arm(self, world, operation, rng):
        self.again = rng.randint(1, 12)
        return f"{super().arm(world, operation, rng)}, and at call {self.again} of the start"

    def heal(self, world):
        world.stop.kill(self.again, "after")
        world.launch_daemon()
        until(lambda: not world.daemon_lives or world.answers(), 60, "the daemon answers or is gone")
        if world.daemon_lives:
            # It made fewer calls; the job's end may make the rest.
            world.stop.off()
        super().heal(world)


class Failing(Fault):
    """From one of its file-changing calls on all fail: a full, read-only or broken disk."""

    def __init__(self, name, error):
        super().__init__(name)
        self.error = error

    def arm(self, world, operation, rng):
        at = rng.randint(1, max(3, operation.calls * 3 // 4))
        world.stop.fail(at, self.error)
        return f"from call {at}"

    def strike(self, world, operation, client, rng):
        wait(client)
        world.settle_jobs()
        world.stop.off()
        return world.stop.hit

    def heal(self, world):
        # What could not be removed from a disk that took nothing is removed when the daemon starts.
        if self.error != "full":
            world.end_daemon()
        super().heal(world)


class AtInstant(Fault):
    """Something happens at a random instant."""

    def arm(self, world, operation, rng):
        self.delay = rng.uniform(0, operation.seconds * 0.9)
        return f"after {self.delay:.3f} s"

    def strike(self, world, operation, client, rng):
        begun = time.monotonic()
        while client.poll() is None and time.monotonic() - begun < self.delay:
            time.sleep(0.002)
        if client.poll() is not None:
            operation.seconds = max(0.1, (operation.seconds + time.monotonic() - begun) / 2)
            return None
        return self.hit(world, operation, client, rng)


class DaemonKilled(AtInstant):
    """The daemon gets a signal at a random instant."""

    def __init__(self, name, signal):
        super().__init__(name)
        self.signal = signal

    def hit(self, world, operation, client, rng):
        for pid in world.daemons:
            os.kill(pid, self.signal)
        until(lambda: not world.daemon_lives, 40, "the daemon is gone")
        wait(client)
        return self.signal.name


class ClientKilled(AtInstant):
    """The client is gone; a job continues, anything else ends one way or the other."""

    def hit(self, world, operation, client, rng):
        for pid in world.processes("dusty"):
            os.kill(pid, signal.SIGKILL)
        wait(client)
        world.settle_jobs()
        return "KILL"


class EngineKilled(AtInstant):
    """The engine and containerd are killed at a random instant and started again; containers and their shims live on."""

    def spare(self, operation):
        return None if operation.engine else "does not ask the engine"

    def hit(self, world, operation, client, rng):
        world.sandbox.kill_engine()
        wait(client, 120)
        return "KILL"

    def heal(self, world):
        world.sandbox.start_engine()
        until(lambda: world.status()["engine"]["reachable"], 30, "the engine is seen again")
        world.settle_jobs()


class EngineStopped(AtInstant):
    """The engine is stopped at a random instant, and goes on after 20 s."""
    SECONDS = 20

    def spare(self, operation):
        return None if operation.engine else "does not ask the engine"

    def hit(self, world, operation, client, rng):
        world.sandbox.run("pkill", "-STOP", "-x", "dockerd")
        try:
            time.sleep(self.SECONDS)
        finally:
            world.sandbox.run("pkill", "-CONT", "-x", "dockerd")
        wait(client, 120)
        return "STOP"

    def heal(self, world):
        until(lambda: world.status()["engine"]["reachable"], 30, "the engine is seen again")
        world.settle_jobs()


class ProgramSignalled(Fault):
    """A program that the daemon started gets a signal."""
    signal = signal.SIGKILL

    def __init__(self, name, *programs):
        super().__init__(name)
        self.programs = programs

    def spare(self, operation):
        if set(self.programs) & set(operation.programs):
            return None
        return f"starts no {self.programs[0]}" if len(self.programs) == 1 else "starts no program that works for a while"

    def arm(self, world, operation, rng):
        self.later = rng.choice((0, 0, rng.uniform(0, 0.05), rng.uniform(0, 0.8)))
        self.nth = rng.choice((1, 1, 1, 2))
        self.prey = rng.choice([program for program in self.programs if program in operation.programs])
        return f"{self.prey} number {self.nth} after {self.later:.3f} s"

    def strike(self, world, operation, client, rng):
        hit = pid = None
        daemon, seen = world.daemons[0], set()
        while client.poll() is None and not hit:
            pid = self.found(daemon, seen)
            if pid:
                time.sleep(self.later)
                hit = send(self.signal, pid, self.prey)
            time.sleep(0.001)
        if hit:
            self.then(world, pid)
        wait(client)
        return hit

    def found(self, daemon, seen):
        """The next one of those that are looked for, when it is its turn; those before it are `seen`."""
        for pid in descendants(daemon):
            if pid not in seen and name_of(pid) == self.prey:
                seen.add(pid)
                if len(seen) >= self.nth:
                    return pid
        return None

    def then(self, world, pid):
        """What goes wrong as well."""


class ProgramKilled(ProgramSignalled):
    """A program that the daemon started is killed."""


class Orphaned(ProgramSignalled):
    """The daemon is killed while a program of its own hangs, which would go on later: beside the next daemon's."""
    signal = signal.SIGSTOP

    def then(self, world, pid):
        for daemon in world.daemons:
            os.kill(daemon, signal.SIGKILL)
        until(lambda: not world.daemon_lives, 10, "the daemon is gone")
        self.pid = pid

    def heal(self, world):
        super().heal(world)
        until(lambda: name_of(self.pid) not in self.programs, 10, f"the new daemon ends the old {self.prey}")


class HungAndCancelled(ProgramSignalled):
    """A program hangs, and the job is cancelled, or Ctrl-C pressed where none runs yet: it ends at once all the same."""
    signal = signal.SIGSTOP
    LIMIT = 15

    def spare(self, operation):
        return super().spare(operation) or Cancelled("").spare(operation)

    def then(self, world, pid):
        if not world.cancel():
            # What is no job yet, as while a backup is read or sent, ends with Ctrl-C.
            for client in world.processes("dusty"):
                os.kill(client, signal.SIGINT)
        world.settle_jobs(self.LIMIT)
        until(lambda: name_of(pid) not in self.programs, 10, f"{self.prey} is gone with its job")


class Cancelled(AtInstant):
    """`dusty cancel` at a random instant."""

    def spare(self, operation):
        return None if operation.job else "is no job: Ctrl-C ends it, as when the client is killed"

    def hit(self, world, operation, client, rng):
        said = world.cancel()
        wait(client)
        world.settle_jobs()
        return said


def descendants(pid):
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            for child in pathlib.Path(f"/proc/{pid}/task/{task}/children").read_text().split():
                yield int(child)
                yield from descendants(int(child))
    except OSError:
        return


def name_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return None


def send(signal, pid, program):
    """Sends a signal if the process still is that program."""
    if name_of(pid) != program:
        return None
    try:
        os.kill(pid, signal)
    except ProcessLookupError:
        return None
    return f"{signal.name} to {program}"


def spare(operation, fault):
    """Why there is no round of an operation with a fault; None where there is one."""
    if operation.faults is not None and fault not in operation.faults:
        return "is tried with a daemon that ends"
    return FAULTS[fault].spare(operation)


PROGRAMS = {"rsync", "git", "docker-compose", "tar", "ssh"}
FAULTS = {fault.name: fault for fault in (
    AtCall("daemon killed at a call"),
    KilledTwice("daemon killed twice"),
    DaemonKilled("daemon killed", signal.SIGKILL),
    DaemonKilled("daemon ended by TERM", signal.SIGTERM),
    ClientKilled("client killed"),
    Cancelled("cancelled"),
    ProgramKilled("rsync killed", "rsync"),
    ProgramKilled("git killed", "git"),
    ProgramKilled("Compose killed", "docker-compose"),
    ProgramKilled("tar killed", "tar"),
    ProgramKilled("ssh killed", "ssh"),
    Orphaned("daemon killed, a program of its own left", "rsync", "git", "docker-compose", "tar"),
    HungAndCancelled("a program hangs, cancelled", "rsync", "git", "docker-compose", "tar"),
    EngineKilled("engine killed"),
    EngineStopped("engine hangs for 20 s"),
    Failing("disk full", "full"),
    Failing("disk read-only", "read-only"),
    Failing("disk broken", "broken"),
)}
