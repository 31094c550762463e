#pragma once

#include "runtime/base/handle.h"

namespace tipring {

/// Names one request to a port so that its completion finds its owner: the slot and generation of the floor's
/// operation. A completion for a request that was stopped since finds nothing.
struct OperationTag;
using OperationHandle = Handle<OperationTag>;

}  // namespace tipring
