"""Scores of predictions where scikit-learn and scipy have them too."""

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics as peer

from tradecore.learning.judge import judge
from tradecore.learning.outcomes import Outcomes


@pytest.fixture(scope="module")
def moved() -> list[float]:
    return np.random.default_rng(5).standard_t(4, 500).tolist()


def test_scores_of_a_direction(moved: list[float]) -> None:
    random = np.random.default_rng(6)
    said = np.round(1 / (1 + np.exp(-0.3 * np.array(moved) - random.standard_normal(500))), 2)
    rose = [float(value > 0) for value in moved]
    found = judge(Outcomes("direction", [0] * 500, said.tolist(), rose, [0.5] * 500, moved))
    assert found["log_loss"] == pytest.approx(peer.log_loss(rose, said))
    assert found["brier"] == pytest.approx(peer.brier_score_loss(rose, said))
    assert found["auc"] == pytest.approx(peer.roc_auc_score(rose, said))
    decided = said != 0.5
    assert found["mcc"] == pytest.approx(peer.matthews_corrcoef(np.array(rose)[decided], said[decided] > 0.5))
    assert found["rank_ic"] == pytest.approx(stats.spearmanr(said, moved).statistic)


def test_scores_of_a_return(moved: list[float]) -> None:
    said = (0.2 * np.array(moved) + np.random.default_rng(7).standard_normal(500)).tolist()
    found = judge(Outcomes("return", [0] * 500, said, moved, [0.0] * 500, moved))
    assert found["mae"] == pytest.approx(peer.mean_absolute_error(moved, said))
    assert found["rmse"] == pytest.approx(peer.root_mean_squared_error(moved, said))
    assert found["r2_mean"] == pytest.approx(peer.r2_score(moved, said))
    assert found["ic"] == pytest.approx(stats.pearsonr(said, moved).statistic)
    assert found["auc"] == pytest.approx(peer.roc_auc_score(np.array(moved) > 0, said))
