"""A small disk of a test's own, which goes with its process, and another program that takes the room on it. Only root makes one."""
import contextlib, os, pathlib, shutil, subprocess, sys, tempfile

MIB = 1 << 20


def why_not():
    """Nothing: there may be one. Runs the program that calls it again, with mounts that nobody else sees."""
    if os.environ.get("MILLRACE_OWN_MOUNTS") == "yes":
        return ""
    if not shutil.which("mkfs.ext4") or subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
        return "only root makes a small disk"
    os.environ["MILLRACE_OWN_MOUNTS"] = "yes"
    os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable] + sys.argv)


class SmallDisk:
    def __init__(self, megabytes=2500):
        top = pathlib.Path(tempfile.mkdtemp(prefix="small-disk."))
        self.path, image = top / "disk", top / "image"
        self.path.mkdir()
        subprocess.run(["truncate", f"--size={megabytes}M", image], check=True)
        for command in ["mkfs.ext4", "-q", "-m", "0", image], ["mount", "-o", "loop", image, self.path]:
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                raise OSError((done.stderr or done.stdout).strip().splitlines()[-1])
        self.filler = self.path / "filler"

    def free(self):
        now = os.statvfs(self.path)
        return now.f_bavail * now.f_frsize

    @contextlib.contextmanager
    def taken(self, leave):
        """Another program takes the room, but for so many bytes."""
        with open(self.filler, "ab") as file:
            if (room := self.free() - leave - 2 * MIB) > 0:
                os.posix_fallocate(file.fileno(), 0, room)
            with contextlib.suppress(OSError):               # no space left on device
                while leave == 0:
                    os.write(file.fileno(), b"x" * 65536)
        try:
            yield
        finally:
            self.filler.unlink()
