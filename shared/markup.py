"""What people write, as HTML that is safe to show."""

import nh3
from markdown_it import MarkdownIt

TAGS = {
    "p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr",
    "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False}).enable(
    "strikethrough"
)
_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer nofollow",
)


def markdown_to_html(text: str) -> str:
    """Markdown (CommonMark, no raw HTML, no images) as sanitised HTML."""
    return _cleaner.clean(_markdown.render(text))


def clean_html(html: str) -> str:
    """Foreign HTML, as mails bring it, with everything taken out that is not plain text formatting."""
    return _cleaner.clean(html)
