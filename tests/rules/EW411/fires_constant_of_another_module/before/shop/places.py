LIMITS = "config/limits.yaml"
