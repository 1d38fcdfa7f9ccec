"""`dusty service` with systemd itself, as the first process of namespaces of its own, with a root that is thrown away."""

import json
import re
import subprocess

from sandbox import ROOT, until

UNIT = "/usr/local/lib/systemd/system/dustyd.service"

# Only systemd's own targets and the script: none of the host's services is started.
BOOT = r"""
    mount --make-rprivate /
    mount -t tmpfs tmpfs "$1"
    for place in etc usr/local/lib; do
        mkdir -p "$1/$place/upper" "$1/$place/work"
        mount -t overlay overlay -o "lowerdir=/$place,upperdir=$1/$place/upper,workdir=$1/$place/work" "/$place"
    done
    for place in /run /srv /var/lib /etc/systemd; do mount -t tmpfs -o mode=755 tmpfs "$place"; done
    mkdir -p /etc/systemd/system /run/units/multi-user.target.wants /srv/bin
    cp "$2/dusty" "$2/dustyd" /srv/bin
    for name in basic sysinit shutdown multi-user network local-fs umount sockets timers paths slices; do
        cp "/lib/systemd/system/$name.target" /run/units
    done
    printf '[Service]\nType=oneshot\nStandardOutput=file:%s\nStandardError=file:%s\nExecStart=/bin/sh -eu %s\n' \
        "$1/output" "$1/output" "$3" >/run/units/try.service
    printf 'ExecStopPost=/bin/sh -c "cp %s %s.new; mv %s.new %s.output"\n' "$1/output" "$3" "$3" "$3" >>/run/units/try.service
    ln -s ../try.service /run/units/multi-user.target.wants/try.service
    ip link set lo up
    paths=/run/units:/etc/systemd/system:/run/systemd/system:/usr/local/lib/systemd/system
    exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_UNIT_PATH=$paths \
        /usr/lib/systemd/systemd --system --unit=multi-user.target --log-target=console --show-status=no
"""


def in_systemd(directory, script):
    """What a script prints that runs as a service of systemd; `dusty` is in its PATH."""
    place = directory / "script"
    place.write_text(f"PATH=/srv/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root; export PATH HOME\n{script}\necho the end\n")
    root = directory / "root"
    root.mkdir()
    command = ["unshare", "-m", "-p", "-u", "-i", "-n", "-C", "--fork", "--kill-child", "--mount-proc"]
    output = directory / "script.output"
    with open(directory / "log", "wb") as log:
        process = subprocess.Popen(
            [*command, "sh", "-euc", BOOT, "sh", root, ROOT / ".build" / "debug", place],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )
    try:
        until(lambda: output.exists() or process.poll() is not None, 90, lambda: (directory / "log").read_text())
    finally:
        # All that runs in the namespaces ends with their first process, and that with this one.
        process.kill()
        process.wait()
    assert output.exists(), (directory / "log").read_text()
    text = output.read_text()
    assert text.endswith("the end\n"), text
    return text


def test_systemd_starts_the_daemon_as_the_unit_says_and_forgets_it(tmp_path):
    text = in_systemd(tmp_path, f"""
        dusty service status && exit 1
        dusty service install
        echo again; dusty service install
        echo json; dusty service status --json; echo end of json
        systemctl is-enabled dustyd.service
        dusty version
        # One that dies is started again, and one that was stopped is not.
        systemctl kill --signal=KILL dustyd.service
        until dusty service status >/dev/null; do sleep 0.2; done
        systemctl stop dustyd.service
        dusty service status && exit 1
        echo started again; dusty service install
        echo Nice=1 >>{UNIT}
        dusty service uninstall && exit 1
        sed -i '$d' {UNIT}
        dusty service uninstall
        echo twice; dusty service uninstall
        systemctl show --property=LoadState dustyd.service
        find /usr/local/lib/systemd /etc/systemd -type f -o -type l
    """)
    wrote = f"wrote {UNIT}\nenabled dustyd.service\nstarted dustyd.service\nthe daemon runs, pid "
    assert wrote in text, text
    assert f"again\nalready installed: {UNIT}\n" in text, text
    look = json.loads(re.search(r"^json\n(.*)^end of json$", text, re.MULTILINE | re.DOTALL)[1])
    assert look["standing"] == "current" and look["file"] == UNIT and look["state"]["starts_at_boot"], look
    assert f"stack default, pid {look['state']['pid']}\n" in text and "\nenabled\n" in text, text
    assert "the service of systemd does not run (inactive)" in text and "started again\nstarted dustyd.service\n" in text, text
    assert f"{UNIT} was changed since Dusty wrote it, and is not removed" in text, text
    assert f"stopped dustyd.service\ndisabled dustyd.service\nremoved {UNIT}\ntwice\nnothing to remove" in text, text
    assert text.endswith("LoadState=not-found\nthe end\n"), text
