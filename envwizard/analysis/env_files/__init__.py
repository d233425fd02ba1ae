"""What env files hold, who reads them, and what keeps them out of git and images."""
