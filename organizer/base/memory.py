"""What a process does with memory that it freed, where the C library is glibc; elsewhere nothing changes.

By default glibc gives large blocks back at first and keeps them from then on, as much as the largest was: a
worker asks for the same pages again with every song, and a window that was busy once stays large.
"""

from __future__ import annotations

from organizer.base import system

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # mallopt(3)


def keep_freed() -> None:
    """Keep up to 64 MB for the next song. It was a tenth of the time of analyzing one."""
    system.set_malloc_options({_MMAP_THRESHOLD: 32 << 20, _TRIM_THRESHOLD: 64 << 20})


def give_back() -> None:
    """Give back what is larger than 128 kB, and let many threads share two heaps."""
    system.set_malloc_options({_MMAP_THRESHOLD: 128 << 10, _TRIM_THRESHOLD: 128 << 10, _ARENA_MAX: 2})
