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

SHARED = frozenset(
    "nfs nfs4 cifs smb smb2 smb3 smbfs 9p afs lustre ceph gfs2 ocfs2 gpfs beegfs orangefs pvfs2 coda"
    " ncpfs davfs vboxsf vmhgfs prl_fs sshfs s3fs goofys gcsfuse mount-s3 mountpoint-s3 rclone"
    " glusterfs juicefs cephfs blobfuse blobfuse2 seaweedfs moosefs mfs grpcfuse osxfs"
    " vmhgfs-fuse curlftpfs hdfs".split()
)
"""Types of file systems that several machines can share, with or without `fuse.` before them."""
MOUNTS = Path("/proc/self/mountinfo")


def network_file_system(path: str) -> str | None:
    """Return the type of the network file system that a path without symbolic links is on, or None."""
    if path.startswith(("\\\\", "//")) and os.name == "nt":
        return "Windows share"
    try:
        mounts = MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return None
    found = file_system_type(path, mounts)
    return found if found.removeprefix("fuse.") in SHARED else None


def file_system_type(path: str, mounts: str) -> str:
    """Return the type of the file system that a path is on, by the text of Linux's `mountinfo`."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        if len(fields) < 5 or not right:
            continue
        point = _plain(fields[4])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= best:  # a later mount hides an earlier one at the same place
            best, kind = len(point), right.split(" ")[0]
    return kind


def _plain(name: str) -> str:
    """Return a name of `mountinfo` without its octal escapes."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), name)
