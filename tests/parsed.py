"""Templates as Jinja reads them, with their texts as calls that name the entry of the catalogue."""

from jinja2 import Environment, nodes


def parsed(template: str) -> nodes.Template:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    return environment.parse(template)
