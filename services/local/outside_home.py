"""Folders for a server that root starts as another user: reachable for it, without opening anybody's home."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

import psutil

from services.local.processes import CannotStart

USER = "helpdesk_postgres"
OUTSIDE = Path("/var/lib/helpdesk")


def server_user() -> str:
    """The system user that PostgreSQL runs as when root starts it; made if missing."""
    try:
        pwd.getpwnam(USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER]
        if (
            not shutil.which("useradd")
            or subprocess.run(command, capture_output=True, check=False).returncode
        ):
            raise CannotStart(
                f"PostgreSQL does not run as root: run as another user, or make the user {USER}."
            ) from None
    return USER


def reachable_folder(parent: Path, name: str, user: str) -> Path:
    """A folder of `user`'s own in `parent`, or outside if others may not enter `parent`; the same one each time."""
    note = parent / f"{name}.moved-to"
    if note.exists():
        folder = Path(note.read_text().strip())
    elif _everybody_may_enter(parent):
        folder = parent / name
    else:
        remove_left_behind(OUTSIDE)
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=_outside()))
        note.write_text(f"{folder}\n")
        _owner(folder).write_text(f"{note}\n")
    folder.mkdir(parents=True, exist_ok=True)
    _give(folder, user)
    return folder


def remove_left_behind(outside: Path) -> None:
    """Remove the folders outside of temporary ones that are gone: of tests, benches, trials in a new directory.

    Only those of the system's own temporary directory: any other may be on a disk that is just not there.
    """
    temporary = Path(tempfile.gettempdir()).resolve()
    for owner in outside.glob("*.belongs-to"):
        try:
            note, folder = Path(owner.read_text().strip()), owner.with_suffix("")
        except FileNotFoundError:
            # Somebody else who starts at the same time has just removed it.
            continue
        if note.exists() or not note.is_relative_to(temporary) or _is_served(folder):
            continue
        shutil.rmtree(folder, ignore_errors=True)
        owner.unlink(missing_ok=True)


def reachable_copy(folder: Path) -> Path:
    """`folder` itself, or a copy outside if others may not enter or read it."""
    if _everybody_may_enter(folder / "bin") and _everybody_may_read(folder):
        return folder
    copy = _outside() / f"programs-{_fingerprint(folder)}"
    if not copy.exists():
        half = Path(tempfile.mkdtemp(dir=_outside()))
        shutil.copytree(folder, half, symlinks=True, dirs_exist_ok=True)
        for path in [half, *half.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | stat.S_IROTH | (stat.S_IXOTH if _executable(path) else 0))
        half.rename(copy)
    return copy


def short_folder(folder: Path, longest: int, user: str | None) -> Path:
    """`folder` itself, or if its name is too long for a socket, a private short one that is always the same."""
    if len(os.fsencode(folder)) <= longest:
        return folder
    short = Path("/tmp") / f"helpdesk-{os.geteuid()}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"  # noqa: S108
    short.mkdir(mode=0o700, exist_ok=True)
    if user:
        _give(short, user)
    elif short.stat().st_uid != os.geteuid() or short.is_symlink():
        raise CannotStart(
            f"{short} belongs to somebody else: remove it, or set HELPDESK_DATA_DIR to a shorter path."
        )
    return short


def _outside() -> Path:
    OUTSIDE.mkdir(mode=0o755, parents=True, exist_ok=True)
    return OUTSIDE


def _is_served(folder: Path) -> bool:
    """Whether a PostgreSQL runs in a folder, as far as it has written down."""
    lines = (
        (folder / "postmaster.pid").read_text().splitlines() if (folder / "postmaster.pid").exists() else []
    )
    return bool(lines) and lines[0].isdigit() and psutil.pid_exists(int(lines[0]))


def _owner(folder: Path) -> Path:
    """Where it stands for whom a folder outside was made."""
    return folder.with_name(f"{folder.name}.belongs-to")


def _give(folder: Path, user: str) -> None:
    entry = pwd.getpwnam(user)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    folder.chmod(0o700)


def _everybody_may_enter(folder: Path) -> bool:
    return all(step.stat().st_mode & stat.S_IXOTH for step in [folder, *folder.parents])


def _everybody_may_read(folder: Path) -> bool:
    return all(path.stat().st_mode & stat.S_IROTH for path in [folder / "bin" / "postgres", folder / "share"])


def _executable(path: Path) -> bool:
    return path.is_dir() or bool(path.stat().st_mode & stat.S_IXUSR)


def _fingerprint(folder: Path) -> str:
    server = (folder / "bin" / "postgres").stat()
    return hashlib.sha256(f"{folder}:{server.st_size}:{server.st_mtime_ns}".encode()).hexdigest()[:12]
