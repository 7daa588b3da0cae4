"""The Debian package, of the bundle: a folder of its own, and what a desktop and a shell look for.

    python packaging/deb.py BUNDLE OUT          (make deb)

Needs dpkg-deb, shtab and Pillow; nothing of it runs while the package is installed: what must be told to the
desktop, its own packages find (triggers of shared-mime-info, desktop-file-utils, hicolor-icon-theme).
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import documents

from organizer import __version__
from organizer.base.reporting.licences import licences

HERE = Path(__file__).parent
RESOURCES = HERE.parent / "resources"
ICON_SIZES = (16, 32, 48, 64, 128, 256)

#: Libraries of the system that Qt and the sound output load.
DEPENDS = (
    "libc6 (>= 2.34), libegl1, libgl1, libdbus-1-3, libfontconfig1, libglib2.0-0 | libglib2.0-0t64, "
    "libxkbcommon0, libxkbcommon-x11-0, libxcb-cursor0, libxcb-icccm4, libxcb-keysyms1, libxcb-shape0, "
    "hicolor-icon-theme"
)

CONTROL = """Package: organizer
Version: {version}
Architecture: {architecture}
Maintainer: Organizer contributors
Installed-Size: {size}
Depends: {depends}
Recommends: libpulse0 | libasound2 | libasound2t64, fonts-noto-core, shared-mime-info, desktop-file-utils
Suggests: fonts-noto-cjk, fonts-noto-color-emoji
Section: sound
Priority: optional
Description: music library as a map that can be seen, heard and arranged
 Organizer listens to every song, puts songs that sound alike next to each other and draws the
 result as islands in a sea. It finds similar songs, ways and groups, makes playlists, fills
 devices, and edits tags and names of files: every change is shown first and can be taken back.
 .
 Everything happens on this machine: no account, no upload.
"""

COPYRIGHT = """Organizer {version}, with all that it is made of. Texts lie in /usr/lib/organizer/_internal, in
organizer/base/reporting/texts and in *.dist-info, and are printed by: organizer about --licences

"""


def build(bundle: Path, out: Path) -> Path:
    """Make the package and return its path."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "root"
        root.mkdir(mode=0o755)
        shutil.copytree(bundle, root / "usr/lib/organizer", symlinks=True)
        (root / "usr/bin").mkdir(parents=True)
        os.symlink("../lib/organizer/organizer", root / "usr/bin/organizer")
        add_desktop(root / "usr/share")
        add_documents(root / "usr/share", Path(scratch) / "documents")
        size = sum(path.lstat().st_size for path in root.rglob("*")) // 1024
        architecture = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
        control = root / "DEBIAN" / "control"
        control.parent.mkdir()
        control.write_text(
            CONTROL.format(version=__version__, architecture=architecture, size=size, depends=DEPENDS),
            "utf-8",
        )
        for folder in [root, *(path for path in root.rglob("*") if path.is_dir() and not path.is_symlink())]:
            folder.chmod(0o755)
        out.mkdir(parents=True, exist_ok=True)
        target = out / f"organizer_{__version__}_{architecture}.deb"
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "-z2", "--build", root, target], check=True)
    return target


def add_desktop(share: Path) -> None:
    """Desktop file, icons, AppStream metadata, kinds of files."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication, QImage

    for source, place in (
        (RESOURCES / "organizer.desktop", "applications"),
        (RESOURCES / "organizer.svg", "icons/hicolor/scalable/apps"),
        (HERE / "organizer.metainfo.xml", "metainfo/internal.organizer.Organizer.metainfo.xml"),
        (HERE / "organizer.mime.xml", "mime/packages/organizer.xml"),
    ):
        target = share / place if place.endswith(".xml") else share / place / source.name
        copy(source, target)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication.instance() or QGuiApplication([])
    drawn = QImage(str(RESOURCES / "organizer.svg"))
    if drawn.isNull():
        raise SystemExit("the icon cannot be drawn: Qt's plugin for SVG is missing")
    for size in ICON_SIZES:
        target = share / f"icons/hicolor/{size}x{size}/apps/organizer.png"
        target.parent.mkdir(parents=True)
        drawn.scaled(size, size, mode=Qt.TransformationMode.SmoothTransformation).save(str(target))
        target.chmod(0o644)
    del app


def add_documents(share: Path, made: Path) -> None:
    """Manual page, completions, licences, what is new."""
    documents.main(made)
    manual = share / "man/man1/organizer.1.gz"
    manual.parent.mkdir(parents=True)
    manual.write_bytes(gzip.compress((made / "organizer.1").read_bytes(), mtime=0))
    copy(made / "organizer.bash", share / "bash-completion/completions/organizer")
    copy(made / "_organizer", share / "zsh/vendor-completions/_organizer")
    copy(made / "organizer.fish", share / "fish/vendor_completions.d/organizer.fish")
    copy(HERE.parent / "CHANGELOG.md", share / "doc/organizer/CHANGELOG.md")
    lines = [f"{one.part} {one.version}: {one.licence}; {one.inside}".rstrip("; ") for one in licences()]
    text = COPYRIGHT.format(version=__version__) + "\n".join(lines) + "\n\n"
    target = share / "doc/organizer/copyright"
    target.write_text(text + (HERE.parent / "LICENSE").read_text("utf-8"), "utf-8")
    target.chmod(0o644)


def copy(source: Path, target: Path) -> None:
    """A file that everybody may read."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)


if __name__ == "__main__":
    print(build(Path(sys.argv[1]), Path(sys.argv[2])))
