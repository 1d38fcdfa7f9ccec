"""What is going on when a fault happens. Each operation prepares itself, says its command, and judges what it left.

`calls` and `seconds` are how many file-changing calls the daemon makes meanwhile and how long it takes, roughly: a fault is put somewhere
below these, and both are corrected by what is seen.
"""

from sandbox import until


class Operation:
    calls, seconds = 40, 1.5
    # Programs the daemon starts meanwhile, so that they can be killed.
    programs = ()
    # Whether the engine, and a job that can be cancelled, take part.
    engine = job = True
    # The only faults that are tried with it; all that it can have when None.
    faults = None

    def __init__(self, name):
        self.name = name

    def prepare(self, world, rng):
        """Brings the world to where the operation has something to do."""

    def command(self, world, rng):
        """Arguments of `dusty`."""
        raise NotImplementedError

    def settle(self, world, succeeded):
        """Right after the fault, before `up`: what is there is the old or the new, and the new if Dusty said so."""

    def leave(self, world):
        """After everything was compared: takes back what the next round does not expect."""


class Plain(Operation):
    def __init__(self, name, *arguments, calls=40, seconds=1.5, programs=()):
        super().__init__(name)
        self.arguments, self.calls, self.seconds, self.programs = arguments, calls, seconds, programs

    def command(self, world, rng):
        return self.arguments


class UpCold(Plain):
    def prepare(self, world, rng):
        world.change_database(rng)
        world.dusty("down")


class UpChanged(Plain):
    def prepare(self, world, rng):
        world.change_spec()
        world.change_code(rng)


class Sync(Plain):
    def prepare(self, world, rng):
        world.change_code(rng)


class Restart(Sync):
    pass


class Test(Plain):
    def settle(self, world, succeeded):
        """What a killed run left is removed when the daemon starts, beside everything else."""
        until(lambda: not world.test_runs(), 15, lambda: f"nothing of a test run is left; now {world.test_runs()}")


class Environment(Operation):
    """Sets a variable; the container gets it with the next `up`."""
    calls, seconds, engine, job = 7, 0.15, False, False

    def prepare(self, world, rng):
        self.old, self.new = world.variable, f"value-{rng.randrange(10**9)}"

    def command(self, world, rng):
        return ("env", "set", "one", f"CRASH={self.new}")

    def settle(self, world, succeeded):
        variables = world.config("env.yml") or {}
        value = ((variables.get("one")) or {}).get("CRASH")
        assert value == self.new or (value == self.old and not succeeded), (
            f"the variable is {value!r}, neither {self.old!r} nor {self.new!r} (succeeded: {succeeded})")
        world.variable = value


class Bundles(Operation):
    calls, seconds, engine, job = 7, 0.15, False, False

    def __init__(self, name, verb):
        super().__init__(name)
        self.verb = verb

    def prepare(self, world, rng):
        wanted = set(world.bundles) - {"extra"} | (set() if self.verb == "activate" else {"extra"})
        world.use_bundles(wanted)
        self.old = set(wanted)
        self.new = self.old ^ {"extra"}

    def command(self, world, rng):
        return ("bundles", self.verb, "extra")

    def settle(self, world, succeeded):
        active = set(world.config("config.yml")["bundles"])
        assert active == self.new or (active == self.old and not succeeded), (
            f"bundles are {active}, neither {self.old} nor {self.new} (succeeded: {succeeded})")
        world.bundles = active


class BundlesAndUp(Bundles):
    """The `up` that follows on another choice of bundles: containers come or go."""
    calls, seconds, engine, job = 100, 1.5, True, True
    # `up` asks the remotes of the specs and of the repos, as each one does.
    programs = ("git", "docker-compose")

    def prepare(self, world, rng):
        super().prepare(world, rng)
        world.dusty("bundles", self.verb, "extra")
        world.bundles = self.new

    def command(self, world, rng):
        return ("up",)

    def settle(self, world, succeeded):
        pass


class Backup(Operation):
    calls, seconds, job, programs = 26, 0.8, False, ("tar",)

    def prepare(self, world, rng):
        self.file = world.directory / f"backup-{rng.randrange(10**9)}.tar"

    def command(self, world, rng):
        return ("disk", "backup", self.file, "--stop")

    def settle(self, world, succeeded):
        assert self.file.exists() or not succeeded, "Dusty said that it saved the data, and there is no file"
        if self.file.exists():
            world.check_backup(self.file)
            self.file.unlink()
        partial = list(world.directory.glob(f"*{self.file.name}*"))
        assert not partial, f"a part of a backup stays: {partial}"


class Restore(Operation):
    calls, seconds, programs = 45, 1.3, ("tar",)

    def prepare(self, world, rng):
        world.change_database(rng)
        self.new = world.saved
        self.old = world.change_data(rng)

    def command(self, world, rng):
        return ("disk", "restore", world.backup, "--yes")

    def settle(self, world, succeeded):
        # A restore that was begun is finished or undone at the daemon's start.
        found = {name: world.data(name) for name in ("store", "mine")}
        for name, data in found.items():
            assert data in (self.old, self.new), f"/persist/{name} is neither old ({self.old}) nor new ({self.new}): {data}"
            assert data == self.new or not succeeded, f"Dusty said that it restored, and /persist/{name} is as before"
        world.wanted_data = found


class MachineOperation(Operation):
    calls, seconds, engine, job, programs = 30, 1.5, False, False, ("ssh",)
    listed = True

    def __init__(self, name, *arguments):
        super().__init__(name)
        self.arguments = arguments

    def prepare(self, world, rng):
        world.add_machine() if self.listed else world.remove_machine()

    def command(self, world, rng):
        return self.arguments

    def leave(self, world):
        """Whatever is left of the machine, it can be removed and added again."""
        world.remove_machine()
        world.add_machine()


class MachineAdd(MachineOperation):
    listed = False

    def command(self, world, rng):
        return world.machine_add_command()

    def settle(self, world, succeeded):
        assert "big" in world.machines() or not succeeded, "Dusty said that it added the machine, and it is not listed"


class MachineUse(MachineOperation):
    calls, seconds = 40, 3

    def prepare(self, world, rng):
        super().prepare(world, rng)
        world.dusty("down")

    def settle(self, world, succeeded):
        """On whichever machine the stack lives now, it comes up there; and the way back is open."""
        in_use = world.machine_in_use()
        assert in_use == "big" or not succeeded, "Dusty said that it uses the machine, and it does not"
        if in_use == "big":
            world.dusty("up")
            world.check_second_host()
            world.dusty("down")
            world.dusty("machine", "use", "local")
            world.until_answers()


class MachineRemove(MachineOperation):
    def settle(self, world, succeeded):
        assert "big" not in world.machines() or not succeeded, "Dusty said that it removed the machine, and it is listed"


class StackOperation(Operation):
    """Something happens to a stack beside the world's own, which is gone afterwards with all that it had."""
    faults = ("daemon killed at a call", "daemon killed twice", "daemon killed", "daemon ended by TERM")
    job = False

    def __init__(self, name, *arguments, calls, seconds):
        super().__init__(name)
        self.arguments, self.calls, self.seconds = arguments, calls, seconds
        self.programs = (RSYNC, GIT, COMPOSE)

    def command(self, world, rng):
        return self.arguments

    def settle(self, world, succeeded):
        self.judge(world, succeeded)
        world.remove_stack()
        world.check_no_stack()

    def judge(self, world, succeeded):
        """What the fault left is the old or the new, and goes on from there."""


class StackNew(StackOperation):
    """A daemon that was killed undoes it, unless it was ready: then it comes up."""

    def judge(self, world, succeeded):
        if world.stack():
            world.check_stack_up()
        else:
            assert not succeeded, "Dusty said that it made the stack, and there is none"
            world.check_no_stack()
            world.dusty("stack", "new", world.STACK)


class StackCopy(StackNew):
    """The same with the data of the world's own stack, whose containers are stopped meanwhile."""

    def judge(self, world, succeeded):
        if world.stack():
            copied = (world.state / "stacks" / world.STACK / "machine" / "persist" / "mine" / "marker-0").read_text().strip()
            assert copied == world.wanted_data["mine"], f"the copy has {copied!r} instead of {world.wanted_data['mine']!r}"
        super().judge(world, succeeded)


class StackUp(StackOperation):
    def prepare(self, world, rng):
        world.dusty("stack", "new", world.STACK)

    def judge(self, world, succeeded):
        world.check_stack_up()


class StackRemove(StackUp):
    def prepare(self, world, rng):
        super().prepare(world, rng)
        world.check_stack_up()

    def judge(self, world, succeeded):
        stack = world.stack()
        assert not (stack and succeeded), "Dusty said that it removed the stack, and it is listed"
        if stack and not stack["is_being_removed"]:
            # It had not begun.
            world.check_stack_up()
        else:
            until(lambda: not world.stack(), 90, lambda: f"the daemon removes the rest; now {world.stack()}")


COMPOSE, RSYNC, GIT = "docker-compose", "rsync", "git"
OPERATIONS = {operation.name: operation for operation in (
    UpCold("up cold", "up", calls=56, seconds=2, programs=(RSYNC, GIT, COMPOSE)),
    UpChanged("up changed", "up", calls=70, seconds=2, programs=(RSYNC, GIT, COMPOSE)),
    Sync("sync", "sync", calls=66, seconds=0.3, programs=(RSYNC,)),
    Restart("restart", "restart", "one", "store", calls=72, seconds=0.9, programs=(RSYNC,)),
    Plain("rebuild", "rebuild", "one", calls=72, seconds=1.2, programs=(RSYNC, COMPOSE)),
    Plain("stop", "stop", calls=14, seconds=0.8),
    Plain("stop --rm", "stop", "--rm", calls=20, seconds=1),
    Plain("down", "down", calls=29, seconds=1.5, programs=(COMPOSE,)),
    Test("test", "test", "one", "unit", calls=145, seconds=5, programs=(RSYNC, GIT, COMPOSE)),
    Backup("disk backup"),
    Restore("disk restore"),
    Environment("env set"),
    Bundles("bundles activate", "activate"),
    Bundles("bundles deactivate", "deactivate"),
    BundlesAndUp("up with more bundles", "activate"),
    BundlesAndUp("up with fewer bundles", "deactivate"),
    StackNew("stack new", "stack", "new", "side", calls=30, seconds=0.6),
    StackCopy("stack new with data", "stack", "new", "side", "--data", "from:default", calls=70, seconds=3),
    StackUp("stack up", "up", "-s", "side", calls=70, seconds=3),
    StackRemove("stack remove", "stack", "remove", "side", "--yes", calls=60, seconds=3),
    MachineAdd("machine add"),
    MachineUse("machine use", "machine", "use", "big"),
    MachineRemove("machine remove", "machine", "remove", "big"),
)}
