// The figures of components: between the contract's messages and plain data.
#pragma once

#include <string>

#include "pingyi/result/v1/component.pb.h"
#include "services/result/domain/component_figures.h"

namespace pingyi::result {

// As they stand, sound or not; subjects by the last segment of their names.
ComponentFigures ToFigures(const v1::ComponentFigures& figures);

// The figures of a subject of "rounds/{round}".
v1::SubjectFigures ToProto(const SubjectFigures& figures, const std::string& round_name);

}  // namespace pingyi::result
