# The same work as bench/risk-models.ts in numpy and scipy, as fast as they allow. Prints one JSON line a job:
# name, median milliseconds, and figures to compare. Run by risk-models.ts when python3 has numpy and scipy.
import json
import os
import time

# One thread, as on the other side.
for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

import numpy as np
from scipy import optimize, stats


def series(seed, n):
    x, out = seed, []
    for _ in range(n):
        u = []
        for _ in range(3):
            x = x * 16807 % 2147483647
            u.append(x / 2147483647 - 0.5)
        out.append(0.3 * u[0] * u[1] + 0.04 * u[2] + 0.0005)
    return np.array(out)


def report(name, job, runs):
    times, figures, batch = [], job(), 1

    def once():
        nonlocal figures
        started = time.thread_time()
        for _ in range(batch):
            figures = job()
        return (time.thread_time() - started) * 1000

    while runs > 1 and once() < 60:
        batch *= 2
    times = [once() / batch for _ in range(runs)]
    print(json.dumps({"name": name, "ms": sorted(times)[runs // 2], "figures": [float(f) for f in figures]}), flush=True)


COV = np.array([[0.16, 0.06, 0.03], [0.06, 0.25, 0.05], [0.03, 0.05, 0.36]])
W = np.array([0.5, 0.3, 0.2])
MU = np.array([0.1, 0.12, 0.15])
RNG = np.random.default_rng(1)


def monte_carlo(df):
    chol = np.linalg.cholesky(COV / 252)
    z = RNG.standard_normal((10_000, 252, 3))
    if df:
        z *= np.sqrt((df - 2) / RNG.chisquare(df, (10_000, 252, 1)))
    wealth = np.cumprod(1 + (z @ chol.T + MU / 252) @ W, axis=1)
    peak = np.maximum(np.maximum.accumulate(wealth, axis=1), 1)
    drawdown = (1 - wealth / peak).max(axis=1)
    final = wealth[:, -1] - 1
    var = {c: np.percentile(-final, c) for c in (90, 95, 99)}
    cvar = {c: (-final)[-final >= v].mean() for c, v in var.items()}
    stats.skew(final, bias=False), stats.kurtosis(final, bias=False)
    np.percentile(wealth[:, ::21], [5, 25, 50, 75, 95], axis=0)
    [(final < -x).mean() for x in (0.05, 0.1, 0.2)], [(final > x).mean() for x in (0, 0.05, 0.1, 0.15, 0.2)]
    return final.std(ddof=1), var[95], cvar[95], np.percentile(drawdown, 95)


def rolling(r, w=30):
    view = np.lib.stride_tricks.sliding_window_view(r, w)
    mean, std = view.mean(axis=1), view.std(axis=1, ddof=1)
    short = np.sqrt(np.mean(np.minimum(view, 0) ** 2, axis=1))
    var = -np.percentile(view, 5, axis=1)
    wealth = np.cumprod(1 + view, axis=1)
    peak = np.maximum(np.maximum.accumulate(wealth, axis=1), 1)
    drawdown = (1 - wealth / peak).max(axis=1)
    sharpe = mean / std * 365**0.5
    np.percentile(sharpe, [33, 67]), np.percentile(std, [33, 67]), mean / short, (view > 0).mean(axis=1)
    return sharpe[77], std[77] * 365**0.5, drawdown[77], var[77]


def garch(r, scaled=True):
    scale = r.std(ddof=1)
    x = (r - r.mean()) / scale

    def nll(p):
        mu, omega, alpha, beta = p
        e2 = (x - mu) ** 2
        h0 = e2.mean()
        drive = omega + alpha * np.concatenate([[h0], e2[:-1]])
        from scipy.signal import lfilter

        h = lfilter([1], [1, -beta], drive, zi=[beta * h0])[0]
        return 0.5 * np.sum(np.log(2 * np.pi * h) + e2 / h) if h.min() > 0 else 1e10

    bounds = [(-1, 1), (1e-6, 10), (1e-6, 0.999), (1e-6, 0.999)]
    found = optimize.minimize(nll, [0, 0.1, 0.1, 0.8], bounds=bounds, method="L-BFGS-B")
    if scaled:
        return found.x[2], found.x[3]
    mu, omega, alpha, beta = found.x
    e2 = (x - mu) ** 2
    h = e2.mean()
    for each in e2:
        h = omega + alpha * each + beta * h
    return alpha, beta, omega * scale**2, h * scale**2


def portfolio_var(returns, exposures):
    losses = -(exposures @ returns)
    var = np.percentile(losses, 95)
    alone = np.percentile(-exposures[:, None] * returns, 95, axis=1)
    return var, losses[losses >= var].mean(), alone.sum()


FLOORS = np.array([0, 5e4, 2.5e5, 1e6, 5e6, 2e7])
RATES = np.array([0.004, 0.005, 0.01, 0.025, 0.05, 0.1])
CUMS = np.array([0, 50, 1_300, 16_300, 141_300, 1_141_300])


def cross_liquidation(wallet, sign, quantity, entry, mark):
    """Margin ratio of a cross account and each position's liquidation price, all positions at once, by tiers."""
    profit = sign * quantity * (mark - entry)
    tier = np.searchsorted(FLOORS, quantity * mark, side="right") - 1
    maintenance = quantity * mark * RATES[tier] - CUMS[tier]
    balance = wallet + profit.sum()
    collateral = balance - maintenance.sum() + maintenance - profit
    # A zero of each tier's line counts where it lies in that tier.
    constant = collateral[:, None] + CUMS - (sign * quantity * entry)[:, None]
    slope = quantity[:, None] * (sign[:, None] - RATES)
    roots = -constant / slope
    low, high = FLOORS / quantity[:, None], np.append(FLOORS[1:], np.inf) / quantity[:, None]
    price = np.where((roots > 0) & (roots >= low) & (roots < high), roots, np.nan)
    away = np.abs(price - mark[:, None])
    nearest = np.take_along_axis(price, np.nan_to_num(away, nan=np.inf).argmin(axis=1)[:, None], axis=1)[:, 0]
    distance = np.abs(mark - nearest) / mark
    return maintenance.sum() / balance, np.nanmin(distance), np.nansum(nearest)


def liquidation_probability(wallet, sign, isolated, returns, sims=10_000, hours=168):
    """Fits GARCH a symbol and carries the account hour by hour, all paths at once; quantity 1 at 100, leverage 5."""
    n = len(sign)
    fits = np.array([garch(r, scaled=False) for r in returns])
    alpha, beta, omega, variance = fits.T
    chol = np.linalg.cholesky(np.corrcoef(returns))
    drift = returns.mean(axis=1)
    variance = np.tile(variance, (sims, 1))
    relative = np.ones((sims, n))
    dead = np.zeros((sims, n), dtype=bool)
    account_dead = np.zeros(sims, dtype=bool)
    counts = []
    for hour in range(1, hours + 1):
        surprise = np.sqrt(variance) * (RNG.standard_normal((sims, n)) @ chol.T)
        relative *= np.maximum(1e-9, 1 + drift + surprise)
        variance = omega + alpha * surprise * surprise + beta * variance
        price = 100 * relative
        profit = sign * (price - 100)
        needed = price * RATES[0]
        dead |= isolated & (20 + profit <= needed)
        cross = ~isolated & ~dead
        account_dead |= wallet + (profit * cross).sum(axis=1) <= (needed * cross).sum(axis=1)
        dead |= account_dead[:, None] & ~isolated
        if hour in (24, 168):
            counts.append((dead.any(axis=1)).mean())
    return counts


def max_sharpe(mu, cov):
    n = len(mu)
    constraint = {"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(n)}

    def negative(w):
        s = np.sqrt(w @ cov @ w)
        return -(w @ mu) / s, -(mu / s - (w @ mu) * (cov @ w) / s**3)

    found = optimize.minimize(
        negative, np.full(n, 1 / n), jac=True, bounds=[(0, 1)] * n, constraints=[constraint], method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 500},
    )
    return (-found.fun,)


def sharpe_problem(n):
    common = series(99, 500)
    r = np.array([series(i + 1, 500) + 0.5 * common for i in range(n)])
    return r.mean(axis=1) * 365 + 0.3, np.cov(r) * 365


if __name__ == "__main__":
    report("monte-carlo normal", lambda: monte_carlo(0), 5)
    report("monte-carlo student-t", lambda: monte_carlo(5), 5)
    long = series(7, 100_000)
    report("rolling 100,000", lambda: rolling(long), 5)
    clustered = np.empty(2000)
    z, h, e = (series(77, 2000) - 0.0005) / 0.027, 1.0, 1.0
    for i in range(2000):
        h = 0.05 + 0.15 * e + 0.8 * h
        clustered[i] = 0.05 + np.sqrt(h) * z[i]
        e = h * z[i] ** 2
    report("garch 2,000", lambda: garch(clustered), 5)
    returns = np.array([series(i + 1, 1000) for i in range(100)])
    exposures = np.array([(i % 3 - 1) * 1000 + i for i in range(100)], dtype=float)
    report("portfolio VaR 100 x 1,000", lambda: portfolio_var(returns, exposures), 9)
    i = np.arange(1000)
    sign = np.where(i % 3 == 0, -1.0, 1.0)
    book = (10_000.0, sign, 1.0 + i % 7, 100.0 + i % 13, 101.0 + i % 11)
    report("liquidation 1,000 cross positions", lambda: cross_liquidation(*book), 21)
    hourly = np.array([series(i + 1, 1000) / 5 for i in range(20)])
    j = np.arange(20)
    account = (400.0, np.where(j % 3 == 0, -1.0, 1.0), j % 2 == 1, hourly)
    report("P(liquidation) 20 positions", lambda: liquidation_probability(*account), 1)
    for n in (10, 50):
        mu, cov = sharpe_problem(n)
        report(f"max Sharpe {n}", lambda: max_sharpe(mu, cov), 5)
