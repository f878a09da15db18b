"""An assessment as OSCAL 1.1: what was found, and the catalogue, profile and plan that it refers to.

To a folder these are four files; as one file, the results hold the three others inside.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence

from clearance.rendering.oscal_parts import (
    Json,
    control_id,
    id_of,
    line,
    link_to,
    metadata,
    named,
    props,
    prose,
    statement_id,
    with_lists,
)
from clearance.rendering.oscal_results import result_of
from clearance.rendering.reported import Document, path_shown
from clearance.rendering.words import cleaned

CATALOG, PROFILE, PLAN, RESULTS = (
    f"{name}.oscal.json" for name in ("catalog", "profile", "assessment-plan", "assessment-results")
)


def render_oscal(documents: Sequence[Document]) -> str:
    """Return the results of all campaigns as one file, with the documents they refer to inside."""
    documents = cleaned(documents)
    inside = _plan_and_before(documents)
    resources = [_enclosed(name, text) for name, text in inside.items()]
    return _written(_assessment(documents, f"#{_resource_id(PLAN)}", resources))


def render_oscal_files(documents: Sequence[Document]) -> Mapping[str, str]:
    """Return the same as four files that stand beside each other, by their names."""
    documents = cleaned(documents)
    return {**_plan_and_before(documents), RESULTS: _written(_assessment(documents, PLAN, []))}


def _plan_and_before(documents: Sequence[Document]) -> dict[str, str]:
    return {
        CATALOG: _written(_catalog(documents)),
        PROFILE: _written(_profile(documents)),
        PLAN: _written(_plan(documents)),
    }


def _written(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _resource_id(name: str) -> str:
    return id_of("resource", name)


def _enclosed(name: str, text: str) -> Json:
    content = {"filename": name, "media-type": "application/json", "value": base64.b64encode(text.encode()).decode()}
    return {"uuid": _resource_id(name), "title": name, "base64": content}


def _catalog(documents: Sequence[Document]) -> Json:
    """Return every rule that was looked at as a control, in groups by pack."""
    packs: dict[str, dict[str, Document]] = {}
    for document in documents:
        for finding in document["findings"]:
            rules = packs.setdefault(finding["pack"], {})
            known = rules.setdefault(finding["rule"], finding)
            if known["upcoming"] and not finding["upcoming"]:
                rules[finding["rule"]] = finding
    groups = [_group(pack, list(rules.values())) for pack, rules in packs.items()]
    return named("catalog", with_lists({"metadata": metadata("Rules of Clearance", documents)}, groups=groups))


def _group(pack: str, rules: Sequence[Document]) -> Json:
    first = rules[0]
    own = props({"kind": first["kind"], "release": first["release"]})
    return {
        "id": control_id(pack),
        "title": line(first["regime"]),
        "props": own,
        "controls": [_control(one) for one in rules],
    }


def _control(finding: Document) -> Json:
    parts = [
        {"id": statement_id(finding["rule"]), "name": "statement", "prose": prose(finding["because"])},
        {"id": f"{control_id(finding['rule'])}_gdn", "name": "guidance", "prose": prose(finding["remedy"])},
    ]
    own = props(
        {
            "rule": finding["rule"],
            "severity": finding["severity"],
            "principle": finding["principle"],
            "cite": finding["cite"],
            "checked-on": finding["checked"]["on"],
            "checked-against": finding["checked"]["against"],
            "limits": finding["limits"],
        }
    )
    control = {"id": control_id(finding["rule"]), "title": line(finding["title"]), "props": own}
    return {**with_lists(control, links=link_to(finding["url"], finding["cite"])), "parts": parts}


def _profile(documents: Sequence[Document]) -> Json:
    """Return the choice of rules: all of the catalogue, which holds those that were looked at and no others."""
    return named(
        "profile",
        {
            "metadata": metadata("Rules looked at", documents),
            "imports": [{"href": CATALOG, "include-all": {}}],
            "merge": {"as-is": True},
        },
    )


def _plan(documents: Sequence[Document]) -> Json:
    """Return what was to be assessed. No system security plan is made up: the campaign files stand in for it."""
    files = [path_shown(document, file) for document in documents for file in document["campaign"]["files"]]
    described = "The files in which the campaigns are described. They stand in for a system security plan."
    resource = with_lists(
        {"uuid": id_of("campaign files"), "title": "Campaign files", "description": described},
        rlinks=_links(dict.fromkeys(files)),
    )
    return named(
        "assessment-plan",
        {
            "metadata": metadata("Check of campaign files", documents),
            "import-ssp": {"href": f"#{resource['uuid']}", "remarks": described},
            "reviewed-controls": {
                "links": [{"href": PROFILE, "rel": "reference"}],
                "control-selections": [{"include-all": {}}],
            },
            "assessment-subjects": [{"type": "component", "include-all": {}}],
            "back-matter": {"resources": [resource]},
        },
    )


def _links(files: Iterable[str]) -> list[Json]:
    from clearance.rendering.sarif import uri

    return [{"href": uri(file)["uri"], "media-type": "application/yaml"} for file in files]


def _assessment(documents: Sequence[Document], plan: str, resources: Sequence[Json]) -> Json:
    found = {
        "metadata": metadata("What was found in campaigns", documents),
        "import-ap": {"href": plan},
        "results": [result_of(document) for document in documents],
    }
    return named(
        "assessment-results", {**found, **({"back-matter": {"resources": list(resources)}} if resources else {})}
    )
