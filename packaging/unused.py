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


def leave_out_symbols(folder: Path) -> None:
    """Let Python itself go without what only debuggers read, where ``strip`` is (Linux).

    Libraries of wheels stay as they are: tools have moved parts of them about within their files, and they do
    not work any more after it.
    """
    tool = shutil.which("strip")
    if tool is not None and sys.platform == "linux":
        for library in (*folder.glob("libpython*.so*"), *folder.glob("python*/lib-dynload/*.so")):
            subprocess.run([tool, "--strip-unneeded", library], check=True)
