/** Japanese titles of the hunts that come with the program, which tells them in English. */
export const JAPANESE: Readonly<Record<string, string>> = {
  all_users: 'すべてのユーザー', system_privileges: 'SYSTEM 権限', ntlm_remote_logon: 'NTLM リモートログオン', rdp_logon: 'RDP ログオン', network_logon: 'ネットワークログオン',
  batch_logon: 'バッチログオン', service_logon: 'サービスログオン', ms14_068_exploit: 'MS14-068 の悪用', logon_failure: 'ログオン失敗', dcsync_dcshadow: 'DCSync・DCShadow の検出',
  add_delete_users: 'ユーザーの追加・削除', domain_check: 'ドメインの確認', audit_policy_change: '監査ポリシーの変更', log_clears: 'ログの消去', time_range: '期間',
  paths_to_controller: 'ドメインコントローラーへの経路', many_accounts_one_source: '一つの接続元から多数のアカウント', account_history: 'アカウントの履歴', explicit_credentials: '明示的な資格情報',
};
