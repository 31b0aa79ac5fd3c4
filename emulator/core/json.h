#pragma once

#include <nlohmann/json.hpp>

#include "emulator/core/json_fwd.h"
