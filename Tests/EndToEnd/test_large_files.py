"""Repos with files in Git LFS: they arrive with their contents where git-lfs is, and from no other host than the repo's."""

import json

import pytest

from sandbox import until

APP = """
repo: {repo}
image: python:3.11
mount: /code
commands: {{always: ['exec sleep 100000']}}
"""


@pytest.fixture(scope="module")
def lfs(shop):
    """The origin of a repo with two files in Git LFS, one of them far from the top, and a clone of it to change it from."""
    shop.sandbox.run("git", "lfs", "install", "--system", "--skip-repo")
    origin, work = shop.directory / "origins" / "large.git", shop.directory / "work" / "large"
    shop.sandbox.run("sh", "-ec", f"""
        git init -q --bare -b main '{origin}'; git clone -q '{origin}' '{work}' 2>/dev/null; cd '{work}'
        git config user.name Shop; git config user.email shop@example.org; git lfs install --local >/dev/null
        echo '*.bin filter=lfs diff=lfs merge=lfs -text' >.gitattributes; mkdir deep
        head -c 300000 /dev/urandom >a.bin; echo small >deep/b.bin
        git add -A; git commit -qm One; git push -q origin HEAD:main
        git --git-dir='{origin}' show main:a.bin | grep -q git-lfs.github.com
    """)
    shop.add("apps", large=APP.format(repo=origin))
    return work


def push(shop, work, script):
    shop.sandbox.run("sh", "-ec", f"cd '{work}'; {script}\ngit add -A; git commit -qm Change; git push -q origin HEAD:main")


def same(shop, work, name):
    there = shop.inside("large", "sha256sum", f"/code/{name}").stdout.split()[0]
    return there == shop.sandbox.text("sha256sum", work / name).split()[0]


def clone_of(shop):
    repos = json.loads(shop.sandbox.text("dusty", "repos", "list", "--json"))
    return next(repo for repo in repos if repo["name"].endswith("/large.git"))["path"]


def update(shop):
    return shop.dusty("repos", "update", "large", check=False)


def test_files_arrive_with_their_contents_and_so_do_changes(shop, lfs):
    assert same(shop, lfs, "a.bin") and same(shop, lfs, "deep/b.bin")
    push(shop, lfs, "head -c 200000 /dev/urandom >a.bin; head -c 100000 /dev/urandom >new.bin")
    said = shop.dusty("up")
    assert "pointers" not in said.stdout + said.stderr, said
    assert same(shop, lfs, "a.bin") and same(shop, lfs, "new.bin")
    # The clone has no changes by it: the next change arrives, too.
    push(shop, lfs, "rm new.bin; echo later >deep/b.bin")
    shop.dusty("up")
    assert same(shop, lfs, "deep/b.bin")
    assert shop.inside("large", "ls", "/code").stdout.split() == ["a.bin", "deep"]


def test_what_is_not_at_the_remote_is_named_and_comes_later(shop, lfs):
    """Git took the commit, and the contents were never sent."""
    objects = shop.directory / "origins" / "large.git" / "lfs"
    push(shop, lfs, "head -c 50000 /dev/urandom >late.bin")
    shop.sandbox.run("mv", objects, f"{objects}.away")
    said = update(shop)
    assert said.returncode == 0 and "`late.bin`" in said.stdout and "only pointers" in said.stdout, said
    shop.sandbox.run("sh", "-c", f"rm -rf '{objects}'; mv '{objects}.away' '{objects}'")
    said = update(shop)
    assert "only pointers" not in said.stdout, said.stdout
    shop.dusty("sync")
    assert same(shop, lfs, "late.bin")


def test_without_the_program_pointers_are_named_and_the_repo_is_there(shop, lfs):
    """Git is set up for it, so that it would fail."""
    program = shop.sandbox.text("sh", "-c", "command -v git-lfs")
    push(shop, lfs, "".join(f"head -c 5000 /dev/urandom >n{number}.bin; " for number in range(5)))
    shop.sandbox.run("mv", program, f"{program}.away")
    try:
        said = update(shop)
        assert said.returncode == 0, said
        assert "`n0.bin`, `n1.bin`, `n2.bin` and 2 more: install git-lfs" in said.stdout, said.stdout
        # A first clone as well.
        shop.sandbox.run("rm", "-rf", clone_of(shop))
        said = update(shop)
        assert said.returncode == 0 and "`a.bin`, " in said.stdout and "install git-lfs" in said.stdout, said
    finally:
        shop.sandbox.run("mv", f"{program}.away", program)
    assert "only pointers" not in update(shop).stdout
    shop.dusty("sync")
    assert same(shop, lfs, "n4.bin") and same(shop, lfs, "a.bin")


LISTENER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        open(sys.argv[1], "a").write(self.path + "\\n")
        self.send_error(404)
    do_GET = do_POST
http.server.HTTPServer(("127.0.0.1", 8979), Handler).serve_forever()
"""


def test_a_repo_does_not_say_which_host_is_asked_nor_which_programs_run(shop, lfs):
    marks = shop.sandbox.directory / "marks"
    marks.mkdir(mode=0o777)
    listener = shop.sandbox.start("/usr/bin/python3", "-c", LISTENER, marks / "asked", stderr=-3)
    until(lambda: shop.sandbox.run("curl", "-s", "-o", "/dev/null", "http://127.0.0.1:8979/hello", check=False).returncode == 0, 20,
          "the listener answers")
    agent = f"""[lfs]
        standalonetransferagent = bad
        [lfs "customtransfer.bad"]
        path = /usr/bin/touch
        args = {marks}/agent
        [lfs "extension.bad"]
        smudge = touch {marks}/smudge
        clean = touch {marks}/clean
        [core]
        sshCommand = touch {marks}/ssh
        askPass = touch {marks}/askpass
        [credential]
        helper = !touch {marks}/helper
        [filter "lfs"]
        process = touch {marks}/process
    """
    way = f"[lfs]\n\turl = ssh://-oProxyCommand=touch%20{marks}%2Fproxy/x\n"
    try:
        for number, text in enumerate(("[lfs]\n\turl = http://127.0.0.1:8979/evil\n",
                                       "[remote \"origin\"]\n\tlfsurl = http://127.0.0.1:8979/evil\n", way, agent)):
            (lfs / ".lfsconfig").write_text(text)
            # Sent past the program, which would follow the file as well.
            shop.sandbox.run("sh", "-ec", f"""
                cd '{lfs}'; mv .lfsconfig ../lfsconfig; head -c 4000 /dev/urandom >evil{number}.bin; git add -A; git commit -qm Evil
                git push -q origin HEAD:main; mv ../lfsconfig .lfsconfig; git add .lfsconfig; git commit -qm Config
                git -c core.hooksPath=/dev/null push -q origin HEAD:main
            """)
            shop.sandbox.run("rm", "-rf", clone_of(shop))
            said = update(shop)
            assert said.returncode == 0, said
            if number < 2:
                assert '"http://127.0.0.1:8979/evil"' in said.stdout
            assert ("only pointers" in said.stdout and "is not asked" in said.stdout) == (number < 3), said.stdout
        assert (marks / "asked").read_text().split() == ["/hello"]
        assert [path.name for path in marks.iterdir()] == ["asked"]
        # The owner's word counts.
        push_past = f"cd '{lfs}'; printf '[lfs]\\n\\turl = http://127.0.0.1:8979/evil\\n' >.lfsconfig; git add .lfsconfig; git commit -qm Again"
        shop.sandbox.run("sh", "-ec", f"{push_past}; git -c core.hooksPath=/dev/null push -q origin HEAD:main; rm -rf '{clone_of(shop)}'")
        assert "is not asked" in update(shop).stdout
        shop.sandbox.run("git", "-C", clone_of(shop), "config", "lfs.url", f"file://{shop.directory}/origins/large.git")
        assert "only pointers" not in update(shop).stdout
        assert (marks / "asked").read_text().split() == ["/hello"]
    finally:
        listener.kill()
        listener.wait()
    shop.remove("large")
