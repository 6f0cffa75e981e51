"""Integration grants: the sets, and what can be granted."""

from typing import get_args

from domain.actions import ACTIONS, ActionName
from domain.grants import grantable_modules
from resolvers.catalogue import FINANCE


def test_every_finance_module_of_the_graph_can_be_granted_except_what_forms_choose_from() -> None:
    assert {*grantable_modules()} == {module for module in FINANCE if not module.chosen_in}


def test_the_actions_are_the_words_of_their_type() -> None:
    assert get_args(ActionName) == ACTIONS
