// Carries the precompiled header the tests share; nothing else lives here.
