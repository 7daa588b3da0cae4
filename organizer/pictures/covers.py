"""Image files as covers: checked by decoding them, in a format that players show, no larger than wanted."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from organizer.base.errors import OrganizerError
from organizer.base.fields.picture import Picture, checked, look
from organizer.base.language import tr

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_PIXELS = 100_000_000  #: of a picture that is decoded
_QUALITY = 90  #: of JPEGs that are made


def prepared(data: bytes, *, most: int | None = None) -> Picture:
    """An image file as a cover. JPEG and PNG stay byte for byte; WebP, GIF and others become JPEG, or PNG
    where they are see-through. ``most``: pixels of the longer side; what is larger is made smaller.

    Raises ``OrganizerError`` for what is no picture, is damaged or too large.
    """
    if not data:
        raise OrganizerError(tr("the picture is empty"), remedy=tr("choose another file"))
    image = _decoded(data)
    larger = most is not None and max(image.size) > most
    if image.format in ("JPEG", "PNG") and not larger:
        return checked(data)
    return checked(_encoded(image, most if larger else None))


def _decoded(data: bytes) -> Image:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged metadata in pictures, which nobody asked for
            image = Image.open(BytesIO(data))
            if image.width * image.height > _MOST_PIXELS:
                raise Image.DecompressionBombError
            image.load()
    except UnidentifiedImageError as error:
        if look(data).format:
            raise _damaged() from error
        raise OrganizerError(
            tr("this is no picture of a known format"), remedy=tr("choose a JPEG, PNG or WebP")
        ) from error
    except Image.DecompressionBombError as error:
        raise OrganizerError(
            tr(
                "the picture has more than {most_pixels} million pixels",
                most_pixels=_MOST_PIXELS // 1_000_000,
            ),
            remedy=tr("make it smaller with another program"),
        ) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise _damaged() from error
    return image


def _damaged() -> OrganizerError:
    return OrganizerError(tr("the picture is damaged"), remedy=tr("choose another file"))


def _encoded(image: Image, most: int | None) -> bytes:
    from PIL import Image, ImageOps

    form = image.format
    clear = image.has_transparency_data
    profile = image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(image)
    image = turned.convert("RGBA" if clear else "RGB")
    if turned.mode == "CMYK":
        profile = None
    if most is not None:
        image.thumbnail((most, most), Image.Resampling.LANCZOS)
    buffer = BytesIO()
    if clear or form == "PNG":
        image.save(buffer, "PNG", optimize=True, icc_profile=profile)
    else:
        image.save(buffer, "JPEG", quality=_QUALITY, optimize=True, icc_profile=profile)
    return buffer.getvalue()
