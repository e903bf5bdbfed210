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

; Where the uninstaller's box "delete application data" is ticked, its connections end and its keys go first: they are in
; Windows' Credential Manager, where the script's own deleting does not reach.
!macro NSIS_HOOK_PREUNINSTALL
  ${If} $DeleteAppDataCheckboxState = 1
  ${AndIf} $UpdateMode <> 1
    ; Tauri's script looks for a running app only after this.
    !insertmacro CheckIfAppIsRunning "$INSTDIR\${MAINBINARYNAME}.exe" "${PRODUCTNAME}"
    nsExec::ExecToLog '"$INSTDIR\${MAINBINARYNAME}.exe" --remove --yes'
    Pop $0
    ${If} $0 == "3"
      MessageBox MB_OK|MB_ICONEXCLAMATION "Counterfoil's data is deleted. Some connections could not be ended at Intuit, or other computers could not be told: see the details of this uninstaller. End what is left in QuickBooks Online, under Apps, My apps." /SD IDOK
    ${ElseIf} $0 != "0"
      ; Without its list and its keys nobody could try again.
      StrCpy $DeleteAppDataCheckboxState 0
      MessageBox MB_OK|MB_ICONEXCLAMATION "Counterfoil's data could not be deleted and stays: see the details of this uninstaller. To delete it, install Counterfoil again and run counterfoil.exe --remove." /SD IDOK
    ${EndIf}
  ${EndIf}
!macroend
