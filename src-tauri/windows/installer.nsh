; What the per-user installer does besides Tauri's own script.
!include WinVer.nsh

!macro NSIS_HOOK_PREINSTALL
  ; Windows 10, version 1809.
  ${IfNot} ${AtLeastBuild} 17763
    MessageBox MB_OK|MB_ICONSTOP "Counterfoil needs Windows 10, version 1809, or newer." /SD IDOK
    SetErrorLevel 1
    Quit
  ${EndIf}
!macroend
