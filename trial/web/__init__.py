"""The investigators' pages: they read through selectors, write through services, and hold no rule themselves."""
