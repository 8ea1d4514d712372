# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Which file system a path is on, because SQLite's shared memory does not span machines.

Linux lists them in a file. On macOS nothing is checked, on Windows only names such as `\\\\server\\share`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

SHARED = frozenset(
    "nfs nfs4 cifs smb smb2 smb3 smbfs 9p afs lustre ceph gfs2 ocfs2 gpfs beegfs orangefs pvfs2 coda"
    " ncpfs davfs vboxsf vmhgfs prl_fs sshfs s3fs goofys gcsfuse mount-s3 mountpoint-s3 rclone"
    " glusterfs juicefs cephfs blobfuse blobfuse2 seaweedfs moosefs mfs grpcfuse osxfs"
    " vmhgfs-fuse curlftpfs hdfs".split()
)
"""Types of file systems that several machines can share, with or without `fuse.` before them."""
MOUNTS = Path("/proc/self/mountinfo")


class Mount(NamedTuple):
    """Where a file system begins, and its type; both are empty if nobody can tell."""

    point: str
    kind: str


def network_file_system(path: str) -> str | None:
    """Return the type of the network file system that a path without symbolic links is on, or None."""
    if path.startswith(("\\\\", "//")) and os.name == "nt":
        return "Windows share"
    found = mount_of(path, _mounts()).kind
    return found if found.removeprefix("fuse.") in SHARED else None


def is_mounted(path: str) -> bool:
    """Return whether a file without symbolic links is a mount point itself, as a container's can be."""
    return mount_of(path, _mounts()).point == path


def read_only_file_system(path: str) -> str | None:
    """Return the name of the file system of a path if it is read-only, such as `/data (ext4)`."""
    try:
        if not os.statvfs(os.path.dirname(path)).f_flag & os.ST_RDONLY:
            return None
    except (OSError, AttributeError):
        return None
    point, kind = mount_of(path, _mounts())
    return f"{point} ({kind})" if point else "it is on"


def mount_of(path: str, mounts: str) -> Mount:
    """Return what is mounted where for a path, by the text of Linux's `mountinfo`."""
    best = Mount("", "")
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        if len(fields) < 5 or not right:
            continue
        point = _plain(fields[4])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        # a later mount hides an earlier one at the same place
        if inside and len(point) >= len(best.point):
            best = Mount(point, right.split(" ")[0])
    return best


def _mounts() -> str:
    try:
        return MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""


def _plain(name: str) -> str:
    """Return a name of `mountinfo` without its octal escapes."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), name)
