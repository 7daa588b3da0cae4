"""What differs between systems: Linux, macOS, Windows. The only module that asks which one this is.

What a system does not have is left undone where the program goes on without it (priority, owners), and done
another way where not (locks, addresses of files). ``tests/test_imports.py`` keeps such names out of all other
modules; functions on paths take ``windows``, so that every system can test them.
"""

from __future__ import annotations

import contextlib
import errno
import ntpath
import os
import re
import signal
import stat
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from types import ModuleType
from typing import IO, Any
from urllib.parse import quote, unquote_to_bytes

from organizer.base.language import tr

fcntl: ModuleType | None
msvcrt: Any
try:
    import fcntl
except ImportError:
    fcntl = None
try:
    import msvcrt
except ImportError:
    msvcrt = None

_os: Any = os  # with names that not every system has
_signal: Any = signal

resource: Any
try:
    import resource
except ImportError:
    resource = None

#: Where the kernel of Linux tells of devices.
KERNEL = "/sys"
WINDOWS = os.name == "nt"

#: Where Linux lists what it gets its power from, and the program that says so on macOS.
POWER_SUPPLIES, PMSET = "/sys/class/power_supply", "/usr/bin/pmset"

#: A file that is open can be renamed, replaced and removed.
RENAMES_OPEN_FILES = not WINDOWS

#: Names of files are bytes here, which need not be UTF-8.
NAMES_ARE_BYTES = os.name == "posix"

#: The signals that ask a program to stop: Ctrl+C, a system that shuts down, a terminal that closes.
STOP_SIGNALS: tuple[signal.Signals, ...] = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)

#: What Windows keeps for devices, with any ending.
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}
    | {f"{port}{number}" for port in ("COM", "LPT") for number in "123456789¹²³"}
)
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
_DRIVE = re.compile(r"[A-Za-z][:|](?=/|$)")
#: Another program, mostly a virus scanner or a player, has the file open: it may let go of it.
_SHARING_VIOLATION = (5, 32, 33)
_TRIES = 8
#: What a lock of another program says: EWOULDBLOCK with flock, EACCES or EDEADLOCK on Windows.
_BUSY = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK})
#: What network file systems without locks say.
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL})


def reduces_motion() -> bool | None:
    """Whether Windows was told to move little; None where it does not say, and on other systems."""
    if not WINDOWS:
        return None
    import ctypes

    moves = ctypes.c_int(1)
    user: Any = ctypes.windll.user32  # type: ignore[attr-defined,unused-ignore]
    asked = user.SystemParametersInfoW(0x1042, 0, ctypes.byref(moves), 0)  # SPI_GETCLIENTAREAANIMATION
    return not moves.value if asked else None


def description() -> str:
    """What the system calls itself: its kind, version and processor."""
    import platform

    return platform.platform()


def cores() -> int:
    """How many cores this process may use, at least one."""
    if hasattr(os, "sched_getaffinity"):
        return len(_os.sched_getaffinity(0))
    return os.cpu_count() or 1


def lower_priority(nice: int) -> None:
    """Give way to other programs; 19 gives way to all, 0 to none."""
    if nice <= 0:
        return
    with contextlib.suppress(OSError, AttributeError):
        if hasattr(os, "nice"):
            _os.nice(nice)
        elif WINDOWS:
            import ctypes

            kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
            kernel.SetPriorityClass(kernel.GetCurrentProcess(), 0x40 if nice > 9 else 0x4000)


@contextlib.contextmanager
def blocked(signals: Iterable[signal.Signals]) -> Iterator[None]:
    """Processes and threads that are started meanwhile do not see these signals, where masks of signals
    exist; elsewhere they see what the terminal sends."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = _signal.pthread_sigmask(_signal.SIG_BLOCK, set(signals))
    try:
        yield
    finally:
        _signal.pthread_sigmask(_signal.SIG_SETMASK, before)


@contextlib.contextmanager
def confined(memory: int, seconds: int, too_long: Callable[[], object]) -> Iterator[None]:
    """Within it, this process gets so many bytes more than it has and so many seconds of processor time, then
    ``too_long`` is called. In the main thread only; the limit of memory stays. Without limits on systems that
    have none.
    """
    if resource is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    limit_memory(memory)
    hardest = resource.getrlimit(resource.RLIMIT_CPU)[1]
    handler = signal.signal(_signal.SIGXCPU, lambda *_: too_long())
    try:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + seconds, hardest))
        yield
    finally:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (hardest, hardest))
        signal.signal(_signal.SIGXCPU, handler)


@cache
def limit_memory(memory: int) -> None:
    """From now on this process gets so many bytes more than it has, where the system can limit that."""
    if resource is None:
        return
    with contextlib.suppress(OSError, ValueError):  # where the system does not tell what a process has
        with open("/proc/self/statm", "rb") as file:
            have = int(file.read().split()[0]) * resource.getpagesize()
        hardest = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (have + memory, hardest))


def exit_reason(code: int) -> str:
    """How a process ended, from its exit code: "exit code 1", "signal SIGSEGV"."""
    if code >= 0:
        return tr("exit code {code}", code=code)
    try:
        return tr("signal {name}", name=signal.Signals(-code).name)
    except ValueError:
        return tr("signal {value}", value=-code)


def start_resource_tracker() -> None:
    """Start the helper that cleans up after killed processes now, where it would undo ``blocked``."""
    if NAMES_ARE_BYTES and hasattr(signal, "pthread_sigmask"):
        import multiprocessing.resource_tracker

        multiprocessing.resource_tracker.ensure_running()


def set_malloc_options(options: dict[int, int]) -> None:
    """mallopt(3), where the C library is glibc."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError, TypeError):  # another C library
        library = ctypes.CDLL(None)
        for option, value in options.items():
            library.mallopt(option, value)


def try_lock(file: IO[Any]) -> bool | None:
    """Lock an open file until it is closed: True; False when another program has locked it; None where there
    are no locks. Raises ``OSError`` for anything else, which says nothing about other programs."""
    try:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        elif msvcrt is not None:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            return None
    except OSError as error:
        if error.errno in _BUSY:
            return False
        if error.errno in _NO_LOCKS:
            return None
        raise
    return True


def start_writing_out(descriptor: int) -> None:
    """Begin to put a file on the disk without waiting: an ``os.fsync`` soon after has less to wait for."""
    forget_cached(descriptor)  # Linux begins to write what it is then free to forget


def copy_file_range(source: int, target: int, count: int, start: int) -> int:
    """``os.copy_file_range``; where there is none, no bytes are copied."""
    return os.copy_file_range(source, target, count, start) if hasattr(os, "copy_file_range") else 0


def create_private(path: str | os.PathLike[str], *, exclusive: bool = False) -> int:
    """Open a file for reading and writing that only its owner may read, and make it if it is not there; a
    link at its place is not followed. The descriptor."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.open(path, flags | (os.O_EXCL if exclusive else 0), 0o600)


def create_new(path: str | os.PathLike[str]) -> int:
    """Make a file that is not there yet, with the mode that new files have (the process's umask decides, or a
    default of the folder), and open it for writing. The descriptor."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)


def make_private(path: str | os.PathLike[str]) -> None:
    """Only the owner may read the file from now on, where files have such rights."""
    with contextlib.suppress(OSError):
        if NAMES_ARE_BYTES and os.stat(path).st_mode & 0o077:
            os.chmod(path, 0o600)


def make_private_folders(path: str | os.PathLike[str]) -> None:
    """Make the folder and those above it, as far as they are not there; only the owner may look in."""
    folder = os.fspath(path)
    missing = []
    while folder and not os.path.isdir(folder):
        missing.append(folder)
        folder, last = os.path.dirname(folder), folder
        if folder == last:
            break
    for one in reversed(missing):
        with contextlib.suppress(FileExistsError):
            os.mkdir(one, 0o700)


def set_mode(descriptor: int, mode: int) -> None:
    """Set the rights of an open file, where systems have them."""
    if hasattr(os, "fchmod"):
        _os.fchmod(descriptor, mode)


def set_owner(descriptor: int, user: int, group: int) -> None:
    """Set owner and group of an open file, where systems have them."""
    if hasattr(os, "fchown"):
        _os.fchown(descriptor, user, group)


def attributes(path: str) -> list[str]:
    """The names of a file's extended attributes, where there are such."""
    return list(_os.listxattr(path)) if hasattr(os, "listxattr") else []


def copy_attribute(path: str, descriptor: int, name: str) -> None:
    """Give an open file an extended attribute of another one."""
    _os.setxattr(descriptor, name, _os.getxattr(path, name))


def take_room(descriptor: int, start: int, size: int) -> None:
    """Take room on the disk for more of a file, where that can be asked for."""
    if hasattr(os, "posix_fallocate"):
        _os.posix_fallocate(descriptor, start, size)


def path_of_open(descriptor: int) -> str:
    """A path that leads to an open file, for what cannot reach its name. Names that are not UTF-8 are on
    systems that have such a path."""
    return f"/dev/fd/{descriptor}"


def replace(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> None:
    """``os.replace``. Windows refuses while another program has the target open: tried for half a second."""
    for attempt in range(_TRIES):
        try:
            os.replace(source, target)
            return
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _SHARING_VIOLATION or attempt == _TRIES - 1:
                raise
        time.sleep(0.01 * 2 ** min(attempt, 3))


def held_by_another(error: OSError) -> bool:
    """Whether the file could not be had because another program has it open."""
    return getattr(error, "winerror", None) in (32, 33)


def safe_file_name(name: str, otherwise: str = "playlist") -> str:
    """A name made of text that every system takes, memory cards included; without an ending."""
    stem = _FORBIDDEN.sub("-", name).strip(" .")[:100].rstrip(" .") or otherwise
    return f"{stem}_" if is_device(stem) else stem


def is_device(name: str) -> bool:
    """Whether Windows takes a file's name for a device: "con", "NUL.m3u8"."""
    return name.partition(".")[0].rstrip(" ").upper() in _DEVICES


def refused_name(path: str, *, windows: bool = WINDOWS) -> str:
    """Why the system would put something else than this file there; "" when it does not."""
    if not windows:
        return ""
    name = ntpath.basename(path)
    if is_device(name):
        return tr("“{name}” is the name of a device", name=name)
    if name != name.rstrip(" ."):
        return tr("a file's name cannot end with a dot or a space")
    if _FORBIDDEN.search(name):
        return tr("a file's name cannot hold < > : \" | ? *")
    return ""


def inside(folder: bytes) -> tuple[bytes, bytes]:
    """The stored paths inside a folder lie from the first of these up to, and without, the second."""
    separator = os.sep.encode("ascii")
    start = folder.rstrip(separator) + separator
    return start, start[:-1] + bytes([separator[0] + 1])


def file_address(path: str, *, host: str = "", windows: bool = WINDOWS) -> str:
    """An absolute path as "file:" address: "file:///home/a%20b", "file:///C:/Music", "file://server/share".
    ``host``: what stands before paths of this computer, "localhost" or nothing."""
    if not windows:
        return f"file://{host}" + quote(os.fsencode(path))
    slashed = _without_long_prefix(path).replace("\\", "/")
    rest = slashed
    if slashed.startswith("//"):
        host, _, rest = slashed[2:].partition("/")
        rest = f"/{rest}"
    elif _DRIVE.match(slashed):
        rest = f"/{slashed}"
    return f"file://{host}" + quote(rest.encode("utf-8", "surrogatepass"), safe="/:")


def is_file_address(text: bytes) -> bool:
    """Whether a text begins as the address of a file does."""
    return text[:6].lower() == b"file:/"


def address_path(address: bytes, *, windows: bool = WINDOWS) -> str:
    """The path that a "file:" address names, also one that is written carelessly.

    A host is part of the path on Windows ("\\\\server\\share") and left out elsewhere. Of what stands behind
    it nothing is special: some writers forget to escape "?" and "#".
    """
    rest = address[5:]
    host = b""
    share = rest.startswith(b"////")  # file:////server/share, as older programs write it
    if rest.startswith(b"//"):
        host, _, rest = rest[2:].partition(b"/")
        if windows and _DRIVE.match(host.decode("latin-1")):  # file://C:/…, with a slash too few
            host, rest = b"", host + b"/" + rest
    path = unquote_to_bytes(rest.lstrip(b"/"))
    if not windows:
        return os.path.normpath(os.fsdecode(b"/" + path))
    try:
        text = path.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:  # written on another system
        text = path.decode("utf-8", "replace")
    if _DRIVE.match(text):
        text = f"{text[0]}:{text[2:] or '/'}"
    elif host.lower() not in (b"", b"localhost"):
        text = f"//{unquote_to_bytes(host).decode('utf-8', 'replace')}/{text}"
    elif share:
        text = f"//{text}"
    else:
        text = f"/{text}"
    return ntpath.normpath(text)


def _without_long_prefix(path: str) -> str:
    r"""``\\?\C:\Music`` and ``\\?\UNC\server\share`` without what lifts the limit of their length."""
    if path[:8].upper() == "\\\\?\\UNC\\":
        return "\\\\" + path[8:]
    return path.removeprefix("\\\\?\\")


def never_ends(path: str) -> bool:
    """Whether a path is a device, or a pipe that may have no writer; the pipes of a shell have one.

    Raises ``OSError`` where nothing is there.
    """
    mode = os.stat(path).st_mode
    piped = stat.S_ISFIFO(mode) and path.startswith(("/dev/", "/proc/"))  # command <(another one)
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or piped)


def mounts() -> list[tuple[str, str, str, str]]:
    """What is mounted: folder, name of the file system, number of the disk as "8:17", its device. Empty on
    systems that have no such list."""
    lines: list[bytes] = []
    with contextlib.suppress(OSError), open("/proc/self/mountinfo", "rb") as file:
        lines = file.read().splitlines()
    found = []
    for line in lines:
        before, separator, after = line.partition(b" - ")
        parts, rest = before.split(), after.split()
        if separator and len(parts) > 4 and len(rest) > 1:
            folder = re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), parts[4])
            kind, number, source = (text.decode("utf-8", "replace") for text in (rest[0], parts[2], rest[1]))
            found.append((os.fsdecode(folder), kind, number, source))
    return found


def mounted() -> list[tuple[str, str]]:
    """The folders at which disks are mounted, with the name of the file system on each, the innermost last.
    Empty on systems that have no such list."""
    if WINDOWS:
        return [(drive, _kind_of_drive(drive)) for drive in _drives()]
    return sorted(((folder, kind) for folder, kind, *_ in mounts()), key=lambda disk: len(disk[0]))


def removable_drives() -> list[str]:
    """The drives of Windows whose disks can be taken out; none elsewhere."""
    if not WINDOWS:
        return []
    import ctypes

    kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    return [drive for drive in _drives() if kernel.GetDriveTypeW(drive) == 2]


def is_read_only(folder: str) -> bool:
    """Whether the disk of a folder takes no changes. Raises ``OSError`` where it cannot be asked."""
    return hasattr(os, "statvfs") and bool(_os.statvfs(folder).f_flag & _os.ST_RDONLY)


def _drives() -> list[str]:
    import ctypes

    kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    bits = kernel.GetLogicalDrives()
    return [f"{chr(65 + number)}:\\" for number in range(26) if bits >> number & 1]


def _kind_of_drive(drive: str) -> str:
    import ctypes

    name = ctypes.create_unicode_buffer(64)
    kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    known = kernel.GetVolumeInformationW(drive, None, 0, None, None, None, name, 64)
    return name.value.lower() if known else ""


def file_system(path: str) -> str:
    """The name of the file system that a folder lies on, in small letters ("vfat", "exfat", "ext4"); "" where
    the system does not say."""
    real = os.path.realpath(path)
    kind = ""
    for folder, name in mounted():
        start = folder.rstrip(os.sep) + os.sep
        if real == folder or (real + os.sep).lower().startswith(start.lower()):
            kind = name
    return kind.lower()


def block_size(path: str) -> int:
    """The bytes that a file takes on this disk at least, and in whole numbers of which it does."""
    if hasattr(os, "statvfs"):
        with contextlib.suppress(OSError):
            return max(1, int(_os.statvfs(path).f_frsize))
    return 4096


def forget_cached(descriptor: int) -> None:
    """What is read of an open file next comes from the disk, where the system can be told so."""
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):
            _os.posix_fadvise(descriptor, 0, 0, _os.POSIX_FADV_DONTNEED)


def flush_all() -> None:
    """What was written is on the disks when this returns, where the system can be asked for it."""
    if hasattr(os, "sync"):
        _os.sync()
