package httpapi

// addRoutes adds every JSON route; each file adds its own.
func (s *server) addRoutes() {
	s.addAuth()
	s.addNumberAuth()
	s.addMe()
	s.addPreferences()
	s.addSessions()
	s.addNominations()
	s.addCards()
	s.addSocial()
	s.addReports()
	s.addDirectory()
	s.addRoster()
	s.addPrograms()
	s.addLedger()
	s.addApprovals()
	s.addDelegation()
	s.addNotifications()
	s.addRewards()
	s.addRedemptions()
	s.addWallet()
	s.addWebhooks()
	s.addLeaderboards()
	s.addImports()
}
