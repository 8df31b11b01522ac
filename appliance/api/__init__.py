"""The control socket's server: routes, and the services behind them."""
