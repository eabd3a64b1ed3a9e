"""A small builder of HTML and SVG that escapes all text.

`tag("p", "a < b")` escapes every string; only `Markup`, the result of another `tag`, is inserted unchanged.
So nothing that a participant writes can become markup.
"""

from html import escape

Attribute = str | int | float | bool | None
_VOID = frozenset({"br", "col", "hr", "img", "link", "meta"})


class Markup:
    """Source of HTML or SVG, already escaped."""

    __slots__ = ("_source",)

    def __init__(self, source: str) -> None:
        self._source = source

    def __str__(self) -> str:
        return self._source


Child = Markup | str | int | None


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """An element. `class_` stands for class, `view_box` for viewBox, `stroke_width` for stroke-width.

    Attributes that are None or False are left out; one that is True is written without a value.
    """
    opening = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{opening}>")
    return Markup(f"<{name}{opening}>{group(*children)}</{name}>")


def group(*children: Child) -> Markup:
    """A fragment: elements and texts in a row, without an element around them."""
    return Markup("".join(_child(child) for child in children))


def _child(child: Child) -> str:
    if child is None:
        return ""
    return str(child) if isinstance(child, Markup) else escape(str(child), quote=False)


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = "viewBox" if key == "view_box" else key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    shown = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return f' {name}="{escape(shown)}"'
