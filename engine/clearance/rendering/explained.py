"""One outcome explained as a tree in plain English."""

from __future__ import annotations

from typing import Any

from clearance.rendering.terminal import accepted_in_words, console_for, one_line, place

Document = dict[str, Any]
_TRUTHS = {"true": ("✓", "green"), "false": ("✕", "red"), "unknown": ("?", "yellow")}


def render_explanation(finding: Document, *, width: int, color: bool) -> str:
    """Return the rule, the status and the whole proof of one finding, as a tree."""
    from rich.text import Text
    from rich.tree import Tree

    stream, console = console_for(width=width, color=color)
    status = finding["status"].replace("_", " ")
    console.print(Text(finding["title"], style="bold"))
    console.print(Text(f"{finding['rule']}, {finding['subject']['label']}: {status}", style="bold"))
    console.print(Text(f"{finding['cite']}  {finding['url']}", style="dim"))
    console.print(Text(finding["because"]))
    if finding["suppressed"]:
        why = finding["suppressed"]
        reason = f": {why['reason']}" if why["by"] == "waiver" else ""
        words = f"{accepted_in_words(why)}{reason} ({place(why['place'])})"
        console.print(Text(one_line(words), style="magenta"))
    if finding["exception"]:
        console.print(Text(f"Exception that holds: {finding['exception']}"))
    tree = Tree(Text("Proof", style="bold"), guide_style="dim")
    for step in finding["proof"]:
        _add(tree, step)
    console.print(tree)
    for missing in finding["missing"]:
        about = f" of {missing['element']}" if missing["element"] else ""
        console.print(Text(f"Missing: {missing['path']}{about} ({missing['why']})", style="yellow"))
    if finding["status"] == "violated":
        console.print(Text(f"What to change: {finding['remedy']}"))
    if finding["limits"]:
        console.print(Text(f"What this rule cannot see: {finding['limits']}", style="dim"))
    checked = finding["checked"]
    console.print(Text(f"Checked on {checked['on']} against: {checked['against']}.", style="dim"))
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def _add(tree: Any, step: Document) -> None:
    from rich.text import Text

    mark, style = _TRUTHS[step["truth"]]
    label = Text(f"{mark} {step['truth']}  ", style=style)
    label.append(one_line(step["text"]), style="")
    notes = [one for one in (step["cite"], step["note"]) if one]
    if step["path"] and step["value"] and step["kind"] == "test":
        label.append(f"  [{one_line(step['value'])}]", style="")
    if notes:
        label.append(f"  ({'; '.join(notes)})", style="dim")
    if step["line"]:
        label.append(f"  {place(step)}", style="dim")
    branch = tree.add(label)
    for part in step["parts"]:
        _add(branch, part)
