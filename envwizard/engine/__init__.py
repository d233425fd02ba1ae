"""The engine: the registry of rules, the planner and the session that both front ends use."""
