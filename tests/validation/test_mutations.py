"""A valid pack with one thing broken is rejected by the schema and the loader alike."""

import datetime
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given

import mlinterview
from mlinterview import Pack, PackError, document
from mlinterview.model import schemas
from mlinterview.model.converter import structure, unstructure
from mlinterview.testing import broken_packs, mutations, packs
from mlinterview.validation.accepting import accepts
from mlinterview.validation.explaining import explain

TODAY = datetime.date(2026, 11, 22)
ORACLE = jsonschema.Draft202012Validator(
    schemas.build(), format_checker=jsonschema.FormatChecker(formats=["date"])
)


@pytest.mark.slow
@given(broken_packs())
def test_a_broken_pack_is_rejected_by_schema_and_loader_alike(data: Any) -> None:
    assert not ORACLE.is_valid(data)
    assert not accepts(data)
    with pytest.raises(PackError) as caught:
        mlinterview.loads(json.dumps(data), "json", today=TODAY)
    assert caught.value.report.errors


@pytest.mark.slow
@given(packs())
def test_what_schema_and_rules_accept_the_model_loads(pack: Pack) -> None:
    data = unstructure(pack)
    assert ORACLE.is_valid(data)
    assert accepts(data)
    assert mlinterview.validate(pack, today=TODAY).ok
    assert structure(data) == pack


@pytest.mark.slow
@given(packs().map(unstructure).flatmap(mutations))
def test_any_change_gets_one_verdict_from_both_validators(changed: Any) -> None:
    verdict = ORACLE.is_valid(changed)
    assert accepts(changed) == verdict
    assert (not list(explain(document.from_data(changed)))) == verdict
    text = json.dumps(changed)
    try:
        loaded = mlinterview.loads(text, "json", today=TODAY)
    except PackError:
        # A rule may refuse what the schema accepts, but never the other way round.
        return
    assert verdict
    assert (
        mlinterview.loads(mlinterview.dumps(loaded, "yaml"), "yaml", today=TODAY)
        == loaded
    )
