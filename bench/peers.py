"""The engines we are measured against, each used in its fastest way that was found. All of them are optional."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any, Final, Protocol

from languages import CEL, ZEN, Question, Rego

Answers = list[list[int]]


class Peer(Protocol):
    """An engine that has been given its rules."""

    def decide(self, campaign: dict[str, Any]) -> Answers:
        """Return the code of each rule for each of its subjects."""


class Zen:
    """zen-engine: one graph with one node that holds all expressions."""

    def __init__(self, questions: Sequence[Question]) -> None:
        expressions = [
            {"id": str(number), "key": f"r{number}", "value": ZEN.question(one)} for number, one in enumerate(questions)
        ]
        nodes = [
            ("in", "inputNode", {}),
            ("all", "expressionNode", {"expressions": expressions}),
            ("out", "outputNode", {}),
        ]
        edges = [("in", "all"), ("all", "out")]
        graph = {
            "nodes": [{"id": id_, "name": id_, "type": type_, "content": content} for id_, type_, content in nodes],
            "edges": [{"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in edges],
        }
        self._graph = importlib.import_module("zen").ZenEngine().create_decision(json.dumps(graph))
        self._keys = [f"r{number}" for number in range(len(questions))]

    def decide(self, campaign: dict[str, Any]) -> Answers:
        """Return the code of each rule for each of its subjects."""
        found = self._graph.evaluate({"c": campaign})["result"]
        return [_row(found[key]) for key in self._keys]


class Cel:
    """cel-expr-python: Google's CEL in C++, one compiled expression for each rule."""

    def __init__(self, questions: Sequence[Question]) -> None:
        cel = importlib.import_module("cel_expr_python.cel")
        self._environment = cel.NewEnv(variables={"c": cel.Type.DYN})
        self._expressions = [self._environment.compile(CEL.question(one)) for one in questions]

    def decide(self, campaign: dict[str, Any]) -> Answers:
        """Return the code of each rule for each of its subjects."""
        activation = self._environment.Activation({"c": campaign})
        return [_row(one.eval(activation).plain_value()) for one in self._expressions]


class Regorus:
    """regorus: Rego in Rust."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._engine = importlib.import_module("regorus").Engine()
        self._engine.add_policy("bench.rego", Rego().module(questions))

    def decide(self, campaign: dict[str, Any]) -> Answers:
        """Return the code of each rule for each of its subjects."""
        self._engine.set_input(campaign)
        return [_row(one) for one in self._engine.eval_rule("data.bench.out")]


class Opa:
    """OPA itself, in this process."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._engine = importlib.import_module("opa_bindings").OpaEngine()
        self._engine.add_policy("bench.rego", Rego().module(questions))

    def decide(self, campaign: dict[str, Any]) -> Answers:
        """Return the code of each rule for each of its subjects."""
        return [_row(one) for one in self._engine.eval_document("bench.out", campaign)]


def _row(codes: Any) -> list[int]:
    return [int(code) for code in codes] if isinstance(codes, list) else [int(codes)]


_PEERS: Final = (
    ("zen-engine", "zen", "zen-engine", Zen),
    ("CEL in C++", "cel_expr_python", "cel-expr-python", Cel),
    ("regorus", "regorus", "gordon-to-regorus", Regorus),
    ("OPA", "opa_bindings", "opa-golib-python-bindings", Opa),
)


def peers(questions: Sequence[Question]) -> Iterator[tuple[str, Peer | str]]:
    """Return each engine by name, with its rules; where it is not installed, what to install."""
    for name, module, package, kind in _PEERS:
        yield name, kind(questions) if find_spec(module) else package
