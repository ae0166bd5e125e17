"""What the child process of `shared/confined.py` runs for previews: bytes of a picture in, a small picture of ours out."""

from io import BytesIO

from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
LONGEST_SIDE = 480
"""Pixels of a preview."""

MOST_PIXELS = 40_000_000
"""Of what is read: more than telephones make, and less than fills the memory of the child."""

QUALITY = 80

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
# The decoders are loaded here: afterwards there is little memory, and few files may be opened.
Image.init()


def make(content: bytes) -> bytes:
    """The first frame as WebP, upright, without a word of what else the file told; raises ValueError for what is no picture."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValueError("it has too many pixels")
            # JPEG is read at a fraction of its size where that is enough.
            picture.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
            return _written(picture)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"it cannot be decoded: {type(error).__name__}") from None


def _written(picture: Image.Image) -> bytes:
    is_see_through = picture.has_transparency_data
    mode = "RGBA" if is_see_through else "RGB"
    picture = picture if picture.mode == mode else picture.convert(mode)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    picture = ImageOps.exif_transpose(picture)
    # On a canvas of our own: whatever else was read with the pixels stays behind.
    small = Image.new(picture.mode, picture.size)
    small.paste(picture)
    out = BytesIO()
    small.save(out, "WEBP", quality=QUALITY)
    return out.getvalue()
