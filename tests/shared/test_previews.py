"""Small pictures: written by us from what strangers sent, bounded, kept, and never made of a document."""

from collections.abc import AsyncIterator, Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from shared.previews import LARGEST, NoPreview, Previews, may_have_one
from shared.previews_child import make
from shared.storage import Storage, in_chunks, preview_key

SECRET = "taken at 52.2297 N"


def a_picture(
    kind: str = "PNG", size: tuple[int, int] = (1000, 600), mode: str = "RGB", **more: Any
) -> bytes:
    written = BytesIO()
    Image.new(mode, size, "#f007" if mode == "RGBA" else 1 if mode in "1P" else "red").save(
        written, kind, **more
    )
    return written.getvalue()


def seen(made: bytes) -> Image.Image:
    picture = Image.open(BytesIO(made))
    assert picture.format == "WEBP"
    return picture


def exif(orientation: int) -> Image.Exif:
    told = Image.Exif()
    told[0x0112], told[0x010E] = orientation, SECRET
    return told


@pytest.fixture
async def previews(store: str) -> AsyncIterator[Callable[[bytes], Any]]:
    """Looks at the preview of new content twice, and answers the second."""
    storage = Storage(store)
    maker = Previews(storage)

    async def look(content: bytes, key: str = "a-file") -> bytes:
        await storage.put(key, in_chunks(content))
        first = await maker.of(key)
        assert (await storage.get(preview_key(key))).size == len(first)
        return await maker.of(key)

    yield look
    await maker.close()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
async def test_each_kind_becomes_a_small_webp_of_ours(previews, kind):
    assert seen(await previews(a_picture(kind))).size == (480, 288)


async def test_a_small_picture_stays_as_small_and_as_see_through(previews):
    picture = seen(await previews(a_picture(size=(20, 10), mode="RGBA")))
    assert (picture.size, picture.mode) == ((20, 10), "RGBA")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_it_stands_upright_and_says_nothing_of_where_it_was_taken(previews, kind):
    content = a_picture(kind, exif=exif(6))
    assert SECRET.encode() in content
    made = await previews(content)
    assert seen(made).size == (288, 480)
    assert SECRET.encode() not in made
    assert not seen(made).getexif()


@pytest.mark.attack("A3")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>a()</script></svg>",
        b"\x89PNG\r\n\x1a\n" + b"x" * 200,
        a_picture()[:100],
        a_picture("BMP"),
        a_picture("TIFF"),
    ],
    ids=["empty", "svg", "broken", "cut", "bmp", "tiff"],
)
async def test_what_is_no_picture_of_these_kinds_has_none_and_is_not_tried_again(store, content):
    storage = Storage(store)
    previews = Previews(storage)
    await storage.put("a-file", in_chunks(content))
    for _ in range(2):
        with pytest.raises(NoPreview):
            await previews.of("a-file")
    assert (await storage.get(preview_key("a-file"))).size == 0
    await previews.close()


@pytest.mark.attack("A3")
@pytest.mark.parametrize("size", [(20_000, 20_000), (6_500, 6_500)])
def test_a_bomb_is_not_unpacked(size):
    content = a_picture(size=size, mode="1") if size[0] > 10_000 else a_picture("GIF", size=size, mode="P")
    assert len(content) < LARGEST
    with pytest.raises(ValueError, match="pixels|Bomb"):
        make(content)


@pytest.mark.attack("A3")
async def test_a_picture_of_the_most_pixels_fits_into_the_child(previews):
    assert seen(await previews(a_picture(size=(6_300, 6_300), mode="RGBA"))).size == (480, 480)


async def test_more_bytes_than_are_looked_at_have_none(store):
    storage = Storage(store)
    previews = Previews(storage)
    await storage.put("a-file", in_chunks(a_picture() + b"\0" * LARGEST))
    with pytest.raises(NoPreview):
        await previews.of("a-file")
    await previews.close()


def test_documents_are_never_previewed():
    assert [may_have_one(kind) for kind in ("image/png", "image/svg+xml", "text/html", "application/pdf")] == [
        True, False, False, False
    ]  # fmt: skip
