"""The pages of this part: the sign-in page, and the lock that waits in the dashboard's own page."""

from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, Template
from markupsafe import Markup

from appli import theme
from appli.access.settings import Access, Provider
from appli.format import LANGUAGES
from appli.texts import Texts

_SIGN_IN: Final = ("title", "lead", "name", "password", "show", "hide", "button", "help")
_LOCK: Final = ("title", "text", "provider", "button", "out")


def sign_in(texts: Texts, provider: Provider | None, said: str = "", trouble: bool = False, **values: Any) -> str:
    """The sign-in page; ``said`` is what happened (``trouble``: what went wrong), ``values`` are the form's own."""
    words = {name: texts(f"signin.{name}") for name in _SIGN_IN}
    return _template("sign_in.html").render(
        lang=texts.lang,
        languages=[(code, Texts(code)("lang.name")) for code in LANGUAGES],
        language=texts("lang.label"),
        brand=texts("brand"),
        line=texts("brand.line"),
        heading=texts("signin.error", title=words["title"]) if trouble else words["title"],
        theme=Markup(theme.style_variables()),  # noqa: S704  our own colours
        words=words,
        provider=provider and texts("signin.provider", label=provider.label),
        said=said,
        trouble=trouble,
        **values,
    )


def lock(access: Access) -> str:
    """The lock's dialog in each language, as templates that show nothing until the browser takes one."""
    both = [Texts(lang) for lang in LANGUAGES]
    spoken = [(texts.lang, _lock_words(texts)) for texts in both]
    provider = {texts.lang: texts("signin.provider", label=access.provider.label) for texts in both} if access.provider else None
    return _template("lock.html").render(spoken=spoken, provider=provider)


def wait(seconds: float, texts: Texts) -> str:
    """How long a name waits, in words."""
    if seconds <= 90:
        return texts("signin.seconds", n=max(1, round(seconds)))
    return texts("signin.minutes", n=round(seconds / 60 + 0.4))


def _lock_words(texts: Texts) -> dict[str, str]:
    return {name: texts(f"lock.{name}") for name in _LOCK} | {name: texts(f"signin.{name}") for name in ("password", "lost")}


@cache
def _template(name: str) -> Template:
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        (files("appli") / "access" / name).read_text("utf-8")
    )
