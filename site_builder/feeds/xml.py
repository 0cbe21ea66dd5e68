"""Writing XML: the standard library's tree, one fixed form."""

from xml.etree import ElementTree as tree

Element = tree.Element


def element(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """A child of `parent`; an attribute's trailing underscore is dropped (`type_`)."""
    names = {key.rstrip("_"): value for key, value in attributes.items()}
    child = tree.SubElement(parent, name, names)
    child.text = text
    return child


def document(root: Element) -> bytes:
    tree.indent(root, space=" ")
    data: bytes = tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"
