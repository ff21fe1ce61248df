// Every noun of the command; each is in the file of its name.
#pragma once

#include "services/cli/command/menu.h"

namespace pingyi::cli {

// ReportService.
void AddTemplateCommands(Menu& menu);
void AddCycleCommands(Menu& menu);
void AddReporterCommands(Menu& menu);
void AddReportCommands(Menu& menu);

// AppraisalService.
void AddRoundCommands(Menu& menu);
void AddSubjectCommands(Menu& menu);
void AddCredentialCommands(Menu& menu);
void AddVoteCommands(Menu& menu);
void AddTurnoutCommands(Menu& menu);
void AddTallyCommands(Menu& menu);

// ResultService.
void AddPolicyCommands(Menu& menu);
void AddCalendarCommands(Menu& menu);
void AddComponentCommands(Menu& menu);
void AddAggregateCommand(Menu& menu);
void AddResultCommands(Menu& menu);
void AddReleaseCommands(Menu& menu);

// All three.
void AddAuditCommands(Menu& menu);
void AddDoctorCommand(Menu& menu);

}  // namespace pingyi::cli
