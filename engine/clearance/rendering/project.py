"""The files of a new repository of campaigns, filled in from the templates in ``reports/project``."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from clearance.rendering.starter import STARTER
from clearance.rendering.templates import load_template
from clearance.resources import read_report

HOSTS = ("github", "gitlab", "none")
"""Where the repository is kept, as far as it concerns what runs the checks."""
SCHEMA = ".vscode/clearance-campaign.schema.json"
_PLACEHOLDERS = {"github": "github.com/your-organisation/clearance", "gitlab": "gitlab.com/your-group/clearance"}


class Origin(Struct, frozen=True):
    """The repository that pipelines take Clearance from."""

    host: str
    path: str
    """Owner and name, as in ``acme/clearance``."""
    ref: str
    """The tag or commit to take."""
    known: bool = True
    """False for a placeholder that somebody has to replace."""

    @property
    def address(self) -> str:
        """Return the address one can clone."""
        return f"https://{self.host}/{self.path}"


class NewFile(Struct, frozen=True):
    """One file to write."""

    path: str
    purpose: str
    """What it is for, in a few words."""
    text: str


def placeholder_origin(host: str, ref: str) -> Origin:
    """Return an origin that reads as one still to be named."""
    server, _, path = _PLACEHOLDERS.get(host, _PLACEHOLDERS["github"]).partition("/")
    return Origin(server, path, ref, known=False)


def repository_files(host: str, *, origin: Origin, vocabulary: str, schema: str) -> Iterator[NewFile]:
    """Return the files of a new repository, those a marketer works with first."""
    values = {"host": origin.host, "path": origin.path, "ref": origin.ref, "source": origin.address}

    def filled(name: str) -> str:
        template = load_template(name, read=_read, filters={}, escape=str)
        return template.render(**values, vocabulary=vocabulary)

    yield NewFile("campaigns/first-campaign.yaml", "a campaign to begin with", _first_campaign())
    yield NewFile("company.yaml", "what is the same for every campaign", filled("company.yaml"))
    yield NewFile("README.md", "how to work with it", filled("README.md"))
    yield NewFile("clearance.toml", "settings", filled("clearance.toml"))
    yield NewFile("clearance.waivers.yaml", "exceptions somebody answers for", filled("waivers.yaml"))
    yield from _files_of(host, filled)
    yield NewFile(".pre-commit-config.yaml", "the check before each commit", filled("pre-commit.yaml"))
    yield NewFile(".vscode/settings.json", "help while one types", filled("vscode-settings.json"))
    yield NewFile(".vscode/extensions.json", "the extension that gives it", filled("vscode-extensions.json"))
    yield NewFile(SCHEMA, "what it proposes", schema)
    yield NewFile(".gitignore", "what need not be kept", filled("gitignore"))


def _files_of(host: str, filled: Callable[[str], str]) -> Iterator[NewFile]:
    """Return what runs the checks at a host, and who must agree there."""
    if host == "github":
        yield NewFile(".github/workflows/clearance.yml", "the check of every change", filled("github.yml"))
        yield NewFile(".github/CODEOWNERS", "who must agree to a change", filled("codeowners"))
    elif host == "gitlab":
        yield NewFile(".gitlab-ci.yml", "the check of every change", filled("gitlab.yml"))
        yield NewFile(".gitlab/CODEOWNERS", "who must agree to a change", filled("codeowners"))


def _first_campaign() -> str:
    """Return the starter, which here includes the company profile."""
    release, line, rest = STARTER.partition("campaign: ")
    includes = "includes: [../company.yaml]         # what is the same for every campaign stands there\n"
    return f"{release}{includes}{line}{rest}"


def _read(name: str) -> str:
    return read_report(f"project/{name}")
