from tradecore_testing.gateway_fixtures import gateway, gateway_plan

__all__ = ["gateway", "gateway_plan"]
